import { runTogether } from '../support/together.ts';

runTogether('test/attack/*.test.ts');
