import { runTogether } from '../support/together.ts';

runTogether('test/oauth/*.test.ts');
