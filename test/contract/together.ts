import { runTogether } from '../support/together.ts';

runTogether('test/contract/*.test.ts');
