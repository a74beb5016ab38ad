import { runTogether } from '../support/together.ts';

runTogether('test/upgrade/*.test.ts');
