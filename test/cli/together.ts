import { runTogether } from '../support/together.ts';

runTogether('test/cli/*.test.ts');
