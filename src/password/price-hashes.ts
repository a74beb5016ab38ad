import { setTimeout as pause } from 'node:timers/promises';
import type { HashCosts, PricedHash } from '../directory/hash-cost.ts';
import { isSealedHash, type Pepper } from '../directory/pepper.ts';
import { portions } from '../turns.ts';
import type { Argon2Parameters } from './hash/scheme.ts';
import { decoyHash, isOutdated, storedCostOf } from './hash.ts';

interface PricingTools {
  readonly organizationIds: () => Promise<readonly string[]>;
  readonly costs: HashCosts;
  readonly pepper: Pepper;
  /** Those with which a new hash is made. */
  readonly parameters: Argon2Parameters;
  /** Asked before each batch. */
  readonly mayGoOn: () => Promise<boolean>;
}

/** Read at once; to open so many takes some milliseconds. */
const readAtOnce = 500;

/** Written in one transaction. */
const writtenAtOnce = 100;

/**
 * Goes through the hashes of all present passwords after the parameters of new ones have changed, and once after an upgrade:
 * those that a new one would be stronger than are kept with their cost, as those from elsewhere are when they come, so that
 * they are counted by an index. To be called now and then, by one process at a time; it does nothing unless that is due.
 *
 * @returns how many have got or lost their mark; undefined when there was no whole pass.
 */
export async function priceHashes(tools: PricingTools): Promise<number | undefined> {
  const { organizationIds, costs, parameters, mayGoOn } = tools;
  const newHash = numberOf(parameters);
  if ((await costs.finishedFor()) === newHash) return undefined;
  let changed = 0;
  for (const organizationId of await organizationIds()) {
    for (let behind: string | undefined = ''; behind !== undefined; ) {
      if (!(await mayGoOn())) return undefined;
      const began = performance.now();
      const found: readonly PricedHash[] = await costs.ofNext(organizationId, behind, readAtOnce);
      const changes = found.flatMap((one) => pricedAnew(one, tools));
      for (const portion of portions(changes, writtenAtOnce)) await costs.price(portion);
      changed += changes.length;
      behind = found.length < readAtOnce ? undefined : found.at(-1)?.id;
      // Requests come first.
      await pause(performance.now() - began);
    }
  }
  await costs.finish(newHash);
  return changed;
}

/** None where it costs what is kept of it already, or cannot be opened. */
function pricedAnew(one: PricedHash, { pepper, parameters }: PricingTools): readonly PricedHash[] {
  const hash = pepper.open(one.text, one);
  if (isSealedHash(hash)) return [];
  const cost = costBeside(hash, one.cost, parameters);
  return cost === one.cost ? [] : [{ ...one, cost }];
}

/** A better one from elsewhere keeps what it costs: refusals take as long as the slowest. */
function costBeside(hash: string, cost: number | null, parameters: Argon2Parameters): number | null {
  if (isOutdated(hash, parameters)) return cost ?? storedCostOf(hash);
  return cost !== null && cost > (storedCostOf(decoyHash(parameters)) ?? 0) ? cost : null;
}

/** The parameters as one number, which no others have. */
const numberOf = ({ memoryKiB, iterations, parallelism }: Argon2Parameters): number =>
  (memoryKiB * 100 + iterations) * 100 + parallelism;
