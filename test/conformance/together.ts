import { runTogether } from '../support/together.ts';

runTogether('test/conformance/*.test.ts');
