import { runTogether } from '../support/together.ts';

runTogether('test/fuzz/*.test.ts');
