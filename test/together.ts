import { runTogether } from './support/together.ts';

// The suites that match the patterns, in one process.

runTogether(...process.argv.slice(2));
