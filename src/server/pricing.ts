import { priceHashes } from '../password/price-hashes.ts';
import { hashCosts } from '../store/hash-costs.ts';
import { storedHashes } from '../store/stored-hashes.ts';
import { parametersOf } from './capacity.ts';
import { everyMinute, repeat } from './repeat.ts';
import type { Startup } from './startup.ts';
import type { OpenStore } from './store.ts';

/** Has the hashes that a new one would be stronger than marked, after the parameters of new ones have changed. */
export function startPricing({ config, log, opened }: Startup, { db, pepper, lease }: OpenStore): void {
  const { organizationIds } = storedHashes(db);
  const { isHeld } = lease('hash costs');
  const parameters = parametersOf(config);
  const work = async (stopping: AbortSignal) => {
    const mayGoOn = async () => !stopping.aborted && (await isHeld());
    if (!(await mayGoOn())) return;
    const changed = await priceHashes({ organizationIds, costs: hashCosts(db), pepper, parameters, mayGoOn });
    if (changed !== undefined) log.info({ changed, parameters }, 'hashes of passwords are compared with new ones');
  };
  opened.use(repeat('hash costs', everyMinute, work, log));
}
