import { runTogether } from '../support/together.ts';

runTogether('test/crash/*.test.ts');
