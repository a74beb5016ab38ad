import { runTogether } from '../support/together.ts';

runTogether('test/nodes/*.test.ts');
