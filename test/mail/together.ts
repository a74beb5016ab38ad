import { runTogether } from '../support/together.ts';

runTogether('test/mail/*.test.ts');
