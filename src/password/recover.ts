import { knownCaller } from '../admission/caller.ts';
import { newSecret } from '../directory/application.ts';
import { type AuditActor, auditActor, auditEntry, onTheMachine } from '../directory/audit/entry.ts';
import { hostId } from '../directory/organization.ts';
import type { Permitted } from '../directory/permission.ts';
import type { Store, Tables } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import { StartupError } from '../errors.ts';
import type { BreachedPasswords } from './breached.ts';
import type { Hasher } from './hasher.ts';
import { withNewPassword } from './new-password.ts';
import { setPassword } from './set.ts';
import { sourceOfActor } from './source.ts';

interface RecoverTools {
  readonly store: Store;
  readonly hasher: Hasher;
  readonly breached: BreachedPasswords;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface Recovered {
  readonly user: User;
  /** It has to be changed at the first sign-in. */
  readonly password: string;
}

/**
 * Gives an administrator of the host a new password and the right to sign in with it, for an operator of the machine
 * who has lost the way in. Everything that was signed in with the old one ends.
 *
 * @param userName which one; otherwise the longest known of those who can sign in, or of all.
 * @throws StartupError when there is no such administrator; GatehouseError IdentityFailure when the password is changed
 *   at the same moment.
 */
export async function recoverAdministrator(
  tools: RecoverTools,
  permitted: Permitted<'installation.provision'>,
  userName?: string,
): Promise<Recovered> {
  const { store, now } = tools;
  const user = await findAdministrator(store, userName);
  const actor = auditActor(permitted.actor);
  const password = newSecret();
  const source = sourceOfActor(permitted.actor, user, null);
  const replaces = { user, guess: { source, actor, ...onTheMachine } };
  const caller = knownCaller({ organizationId: hostId, clientIp: null, account: user.id });
  const { signal } = new AbortController();
  const wanted = { person: user, newPassword: password, field: 'Password', ignoresPolicy: true };
  await withNewPassword(tools, { ...wanted, replaces, caller, signal }, (prepared) =>
    store.transaction(async (tables) => {
      const at = now();
      await letSignIn(tables, user, actor, at);
      await setPassword(tables, user, prepared, { ...onTheMachine, actor, at, mustChange: true });
    }),
  );
  return { user, password };
}

async function findAdministrator({ users, memberships }: Store, userName: string | undefined): Promise<User> {
  const members = await memberships.administrators(hostId);
  const found = await users.findMany(
    hostId,
    members.map(({ id }) => id),
  );
  const people = found
    .filter(({ type }) => type === 'user')
    .sort((one, other) => Number(other.isActive) - Number(one.isActive) || one.createdAt - other.createdAt);
  const named = userName === undefined ? undefined : await users.findByName(hostId, userName);
  const user = userName === undefined ? people[0] : people.find(({ id }) => id === named?.id);
  if (user) return user;
  const names = people.map((one) => one.userName).join(', ') || 'none';
  throw new StartupError(`There is no such administrator of the host. Those that there are: ${names}.`);
}

async function letSignIn({ users, audit }: Tables, user: User, actor: AuditActor, at: number): Promise<void> {
  // The operator of the machine vouches for the address as well.
  const after = { isActive: true, bypassBasicAuthRestriction: true, emailConfirmed: user.email !== null };
  const { isActive, bypassBasicAuthRestriction, emailConfirmed } = user;
  const before = { isActive, bypassBasicAuthRestriction, emailConfirmed };
  if (isActive && bypassBasicAuthRestriction && emailConfirmed === after.emailConfirmed) return;
  await users.replace(user, after, at);
  const update = { category: 'User', action: 'Update', targetId: user.id, details: { before, after } } as const;
  await audit.append(auditEntry(onTheMachine, actor, at, { organizationId: hostId, ...update }));
}
