import type { Config } from '../config/settings.ts';
import { permitOperator } from '../directory/permission.ts';
import type { Store } from '../directory/store.ts';
import { type Installation, install } from '../provisioning/installation.ts';
import type { SeedResult, SeedTools } from '../seed/apply.ts';
import { chosenPassword } from './first-password.ts';
import type { Network } from './network.ts';
import type { Passwords } from './passwords.ts';
import type { Startup } from './startup.ts';
import type { OpenStore } from './store.ts';

/** Called as soon as the secrets of a first start exist: nothing that fails later may lose them. */
export type Announce = (installation: Installation, url: string) => void;

/** A seed file that was read and is right by itself. */
interface Seed {
  apply(store: Store, tools: SeedTools, now: number): Promise<SeedResult>;
}

interface Needs {
  readonly network: Network;
  readonly store: OpenStore;
  readonly passwords: Passwords;
  readonly seed: Seed | undefined;
  readonly announce: Announce;
}

/** Makes what a first start makes, and what the seed file declares and is not there. */
export async function provision({ config, log }: Startup, needs: Needs): Promise<void> {
  const { network, store, passwords, seed, announce } = needs;
  await using installing = store.installing;
  if (!seed && (await store.directory.firstStart.was())) return;
  await installing.wait();
  const isFirst = !(await store.directory.firstStart.was());
  const chosen = isFirst ? await chosenPassword(config, store, passwords) : undefined;
  const installation = await install(store.directory, operator(), passwords.hasher, Date.now(), chosen);
  if (installation) announce(installation, network.listener.url);
  if (seed) {
    const { changed, ...created } = await seed.apply(store.directory, passwords, Date.now());
    log.info({ created, changed }, 'seed applied');
  }
}

/**
 * Reads and checks the seed file before anything is opened. Most starts have none, so its reader is loaded only here.
 *
 * @throws StartupError when it cannot be read or is wrong.
 */
export async function readSeedFile({ seed: file }: Pick<Config, 'seed'>): Promise<Seed | undefined> {
  if (file === undefined) return undefined;
  const [{ readSeed }, { applySeed }] = await Promise.all([import('../seed/read.ts'), import('../seed/apply.ts')]);
  const seed = readSeed(file);
  return { apply: (store, tools, now) => applySeed(store, operator(), tools, seed, now) };
}

const operator = () => permitOperator('installation.provision');
