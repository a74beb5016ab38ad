import { type Folder, makeFolder, startServer } from './server.ts';
import { median } from './statistics.ts';
import type { StoreKind } from './store.ts';
import { atMost, type Row } from './table.ts';

/** So often it is started; the median counts. */
export const starts = 3;

/** From the start of the process to the first token, with and without a store to make (an empty database is there). Files are in the page cache. */
export async function measureStart(kind: StoreKind): Promise<Row[]> {
  const first: number[] = [];
  const later: number[] = [];
  for (let round = 0; round < starts; round += 1) {
    await using folder = await makeFolder(kind);
    first.push(await secondsToToken(folder));
    later.push(await secondsToToken(folder));
  }
  return [row('Start on an existing data folder', later), row('First start, with a seed file', first)];
}

/** From the start of the process to the first token. */
export async function secondsToToken(folder: Folder): Promise<number> {
  await using server = await startServer(folder);
  return server.startMs / 1000;
}

function row(what: string, seconds: readonly number[]): Row {
  const typical = median(seconds);
  return { what, result: `${typical.toFixed(2)} s to the first token`, goal: atMost(typical, 0.5, 's') };
}
