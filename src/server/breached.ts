import { existsSync } from 'node:fs';
import { RangeLookUp } from '../breached/range-look-up.ts';
import { BreachedSources } from '../breached/sources.ts';
import { breachedFilterOf } from '../config/breached.ts';
import { StartupError } from '../errors.ts';
import { publicAddressesAnd } from '../outgoing/reachable.ts';
import type { Startup } from './startup.ts';

/**
 * What breached passwords are looked up in. A filter need not be there, and is used as soon as it is; one that the
 * configuration names has to be.
 *
 * @throws StartupError when it is not, or is damaged: organizations that refuse breached passwords rely on it.
 */
export async function openBreached({
  config,
  log,
  opened,
}: Pick<Startup, 'config' | 'log' | 'opened'>): Promise<BreachedSources> {
  const { 'breached-url': url, 'breached-filter': named } = config;
  if (named !== undefined && !existsSync(named)) {
    throw new StartupError(`breached-filter: there is no ${named}. Make it with "gatehouse breached import".`);
  }
  const mayReach = publicAddressesAnd(config['outgoing-private-addresses']);
  const ranges = url === undefined ? undefined : new RangeLookUp({ url, mayReach, log, now: () => performance.now() });
  const sources = opened.use(new BreachedSources({ file: breachedFilterOf(config), ranges, log }));
  await sources.current();
  return sources;
}
