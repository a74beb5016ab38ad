import { measureFlood } from './flood.ts';
import { describeRun } from './machine.ts';
import { readOptions } from './options.ts';
import { makeFolder, startServer } from './server.ts';
import { render } from './table.ts';

// `npm run bench:flood`: the part of `npm run bench` that is about a flood of names, alone.

readOptions(import.meta.filename, {});
await using folder = await makeFolder();
await using server = await startServer(folder);
process.stdout.write(`${describeRun()}\n${render(await measureFlood(server))}`);
