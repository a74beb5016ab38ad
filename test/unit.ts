import { runTogether } from './support/together.ts';

// The unit tests that match the patterns.

runTogether(...process.argv.slice(2));
