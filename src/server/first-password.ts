import { knownCaller } from '../admission/caller.ts';
import { adminPasswordOf } from '../config/admin-password.ts';
import type { Config } from '../config/settings.ts';
import { hostId } from '../directory/organization.ts';
import { GatehouseError, StartupError } from '../errors.ts';
import { isAcceptable, storedCostOf } from '../password/hash.ts';
import { withNewPassword } from '../password/new-password.ts';
import { type ChosenPassword, firstUserName } from '../provisioning/installation.ts';
import type { Passwords } from './passwords.ts';
import type { OpenStore } from './store.ts';

/**
 * The password that the operator has chosen for the administrators of a first start, as it will be kept; undefined where none
 * was chosen. It is judged as any other is: by the rules that an organization has in the beginning.
 *
 * @throws StartupError when it breaks one of them, or the hash is none; neither is shown.
 */
export async function chosenPassword(
  config: Config,
  { directory: store }: OpenStore,
  { hasher, breached }: Passwords,
): Promise<ChosenPassword | undefined> {
  const chosen = adminPasswordOf(config);
  if (!chosen) return undefined;
  if ('hash' in chosen) return ofHash(chosen.hash);
  const nobody = { organizationId: hostId, userName: firstUserName, email: null, name: null, surname: null };
  const request = {
    person: { ...nobody, displayName: null },
    newPassword: chosen.password,
    field: 'Password',
    caller: knownCaller({ organizationId: hostId, clientIp: null, account: firstUserName }),
    signal: new AbortController().signal,
  };
  return await withNewPassword({ store, hasher, breached, now: Date.now }, request, async (prepared) => {
    const { passwordHash, keptRules } = prepared;
    return { passwordHash, keptRules: keptRules ?? undefined, hashCost: undefined, mustChange: true };
  }).catch(refuse);
}

function ofHash(passwordHash: string): ChosenPassword {
  if (passwordHash.startsWith('$argon2id$') && isAcceptable(passwordHash)) {
    return { passwordHash, keptRules: undefined, hashCost: storedCostOf(passwordHash), mustChange: false };
  }
  throw new StartupError(
    'admin-password-hash: the value given is no Argon2id hash with acceptable costs. "gatehouse hash password" makes one; in a file of Docker Compose, write $$ for each $.',
  );
}

function refuse(error: unknown): never {
  if (!(error instanceof GatehouseError)) throw error;
  const { failure } = error;
  if (failure.code === 'IdentityFailure') {
    throw new StartupError(`admin-password: ${failure.errors.map(({ description }) => description).join(' ')}`);
  }
  if (failure.code !== 'ValidationFailed') throw error;
  throw new StartupError(`admin-password: ${Object.values(failure.errors).flat().join(' ')}`);
}
