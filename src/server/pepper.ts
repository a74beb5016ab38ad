import { type PepperSource, pepperKeySetOf } from '../config/pepper.ts';
import { noPepperKey, type Pepper } from '../directory/pepper.ts';
import { isPepperKeyUsed, type PepperKeys } from '../directory/pepper-key.ts';
import { StartupError } from '../errors.ts';
import { createPepper } from '../password/pepper.ts';
import type { Connection } from '../store/open.ts';
import { pepperKeys } from '../store/pepper-keys.ts';

/** The pepper as it is configured. @throws StartupError when its keys cannot be had. */
export const readPepper = async (config: PepperSource): Promise<Pepper> => createPepper(await pepperKeySetOf(config));

/**
 * The pepper of an installation, for a process that seals hashes with it: from now on the store knows that it may.
 *
 * @throws StartupError when its keys cannot be had, or one that stored hashes may need is not among them.
 */
export async function openPepper(config: PepperSource, db: Connection): Promise<Pepper> {
  const pepper = await readPepper(config);
  const keys = pepperKeys(db);
  const [missing] = await missingPepperKeys(keys, pepper);
  if (missing !== undefined) throw new StartupError(missingKeyText(missing));
  if (pepper.opens.size > 0) await keys.use(pepper.seals, Date.now());
  return pepper;
}

/** The ids of keys that stored hashes may need, and that this process does not have. */
export async function missingPepperKeys(keys: PepperKeys, { opens }: Pepper): Promise<readonly string[]> {
  const used = (await keys.all()).filter(isPepperKeyUsed);
  return used.map(({ id }) => id).filter((id) => id !== noPepperKey && !opens.has(id));
}

/** What the operator is told of one. */
export const missingKeyText = (id: string): string =>
  `Passwords in the store are sealed with the pepper key ${id}, which is not configured. Add it to pepper, pepper-file or pepper-command. If it is lost, see "gatehouse pepper lost --help".`;
