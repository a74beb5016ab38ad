import { describeRun } from './machine.ts';
import { readOptions } from './options.ts';
import { makeFolder, startServer } from './server.ts';
import { render, writeResults } from './table.ts';
import { measureCurve, measureReading, measureTokens } from './token-throughput.ts';

// `npm run bench:tokens`: the part of `npm run bench` that is about tokens, alone. `--write` puts it on the page of results.

const values = readOptions(import.meta.filename, { write: { type: 'boolean', default: false } });

await using folder = await makeFolder();
await using server = await startServer(folder);
const rows = [...(await measureTokens(server)), ...(await measureCurve()), ...(await measureReading(server))];
const results = `${describeRun()}\n${render(rows)}`;
process.stdout.write(results);
if (values.write) writeResults(results, 'tokens');
