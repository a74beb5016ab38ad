import { once } from 'node:events';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../src/config/read.ts';
import { createStore } from '../../src/store/store.ts';
import { temporaryFolder } from './folder.ts';
import type { Gatehouse } from './gatehouse.ts';
import { beforeInOrder } from './in-order.ts';
import { serve } from './process.ts';
import { copyExampleData, openBeside, storeFlags } from './store.ts';

/** A server in a process of its own, where what the tests do takes no time of it. */
export interface WatchedGatehouse extends Pick<Gatehouse, 'url' | 'config' | 'db' | 'store'> {
  /** For how many milliseconds the event loop was held without a pause, at the longest, while the work was going on. */
  longestHold(work: () => Promise<unknown>): Promise<number>;
}

/**
 * As `useGatehouse`, with a server that is watched.
 *
 * @param modules that are loaded into its process besides.
 */
export function useWatchedGatehouse(
  arrange: (gatehouse: WatchedGatehouse) => Promise<void>,
  modules: readonly string[] = [],
): WatchedGatehouse {
  const proxy = {} as { -readonly [K in keyof WatchedGatehouse]: WatchedGatehouse[K] };
  const opened = new AsyncDisposableStack();
  beforeInOrder(async () => {
    Object.assign(proxy, await startWatched(opened, modules));
    await arrange(proxy);
  });
  after(() => opened.disposeAsync());
  return proxy;
}

/** Starts one, which ends with what is `opened`. */
export async function startWatched(
  opened: AsyncDisposableStack,
  modules: readonly string[] = [],
): Promise<WatchedGatehouse> {
  const { path: data } = opened.use(await temporaryFolder());
  await copyExampleData(data);
  const storeArguments = Object.entries(await storeFlags(data)).flatMap(([name, value]) => [`--${name}`, value]);
  const watcher = fileURLToPath(new URL('./hold-watch.ts', import.meta.url));
  const nodeOptions = [watcher, ...modules].flatMap((module) => ['--import', module]);
  const { child, url, end } = await serve(['--data', data, ...storeArguments, '--log-level', 'error'], {
    nodeOptions,
    hasChannel: true,
  });
  opened.defer(async () => void (await end('SIGTERM')));
  const db = opened.adopt(openBeside({ data }), (open) => open.destroy());
  const watch = async () => {
    const answer = once(child, 'message');
    child.send('');
    const [longest] = (await answer) as [number];
    return longest;
  };
  const longestHold = async (work: () => Promise<unknown>) => {
    await watch();
    await work();
    return await watch();
  };
  const config = await readConfig({ flags: { data }, environment: {} });
  return { url, config, db, store: createStore(db), longestHold };
}
