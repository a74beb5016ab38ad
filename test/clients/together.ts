import { runTogether } from '../support/together.ts';

runTogether('test/clients/*.test.ts');
