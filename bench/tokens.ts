import { describeRun } from './machine.ts';
import { makeFolder, startServer } from './server.ts';
import { render } from './table.ts';
import { measureReading, measureTokens } from './token-throughput.ts';

// `npm run bench:tokens`: the part of `npm run bench` that is about tokens, alone.

await using folder = await makeFolder();
await using server = await startServer(folder);
const rows = [...(await measureTokens(server)), ...(await measureReading(server))];
process.stdout.write(`${describeRun()}\n${render(rows)}`);
