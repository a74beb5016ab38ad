import { runTogether } from '../support/together.ts';

runTogether('test/browser/*.test.ts');
