import { knownCaller } from '../admission/caller.ts';
import { newSecret } from '../directory/application.ts';
import { auditActor, auditEntry, onTheMachine } from '../directory/audit/entry.ts';
import { hostId, type Organization } from '../directory/organization.ts';
import type { Permitted } from '../directory/permission.ts';
import type { Store } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import { StartupError } from '../errors.ts';
import { type IssuedLink, issueRecoveryLink } from './account-link.ts';
import type { BreachedPasswords } from './breached.ts';
import type { Hasher } from './hasher.ts';
import { letIn } from './let-in.ts';
import { withNewPassword } from './new-password.ts';
import { setPassword } from './set.ts';
import { sourceOfActor } from './source.ts';

// For an operator of the machine, when an administrator has lost every way in. With the new password, the account is enabled, its
// locks are lifted, and its second factors are removed.

interface RecoverTools {
  readonly store: Store;
  readonly hasher: Hasher;
  readonly breached: BreachedPasswords;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface Recovery {
  readonly permitted: Permitted<'installation.provision'>;
  readonly organization: Pick<Organization, 'id' | 'name'>;
  /** Which administrator; otherwise the longest known of those who can sign in, or of all. */
  readonly userName: string | undefined;
}

export interface Recovered {
  readonly user: User;
  /** It has to be changed at the first sign-in. */
  readonly password: string;
  /** How many second factors were removed. */
  readonly removedFactors: number;
}

/**
 * Gives an administrator a new password and the right to sign in with it. Everything that was signed in with the old one ends.
 *
 * @throws StartupError when there is no such administrator; GatehouseError IdentityFailure when the password is changed
 *   at the same moment.
 */
export async function recoverWithPassword(tools: RecoverTools, recovery: Recovery): Promise<Recovered> {
  const { store, now } = tools;
  const { permitted } = recovery;
  const user = await findAdministrator(store, recovery);
  const actor = auditActor(permitted.actor);
  const password = newSecret();
  const source = sourceOfActor(permitted.actor, user, null);
  const replaces = { user, guess: { source, actor, ...onTheMachine } };
  const caller = knownCaller({ organizationId: user.organizationId, clientIp: null, account: user.id });
  const { signal } = new AbortController();
  const wanted = { person: user, newPassword: password, field: 'Password', ignoresPolicy: true };
  const removedFactors = await withNewPassword(tools, { ...wanted, replaces, caller, signal }, (prepared) =>
    store.transaction(async (tables) => {
      const at = now();
      const count = await letIn(tables, user, { ...onTheMachine, actor, at });
      await setPassword(tables, user, prepared, { ...onTheMachine, actor, at, mustChange: true });
      return count;
    }),
  );
  return { user, password, removedFactors };
}

/**
 * Gives an administrator a link that sets a new password, once, and the right to sign in with it. Until it is used, everything
 * is as it was.
 *
 * @throws StartupError when there is no such administrator.
 */
export async function recoverWithLink(
  { store, now }: Pick<RecoverTools, 'store' | 'now'>,
  recovery: Recovery,
): Promise<{ readonly user: User; readonly link: IssuedLink; readonly factorsToRemove: number }> {
  const user = await findAdministrator(store, recovery);
  const actor = auditActor(recovery.permitted.actor);
  return await store.transaction(async (tables) => {
    const at = now();
    const link = await issueRecoveryLink(tables, user, at);
    const { organizationId, id: targetId } = user;
    const details = { expiresAt: link.expiresAt };
    const issued = { category: 'User', action: 'ResetPasswordRequested', targetId, details } as const;
    await tables.audit.append(auditEntry(onTheMachine, actor, at, { organizationId, ...issued }));
    return { user, link, factorsToRemove: (await tables.factors.ofUser(user)).length };
  });
}

async function findAdministrator({ users, memberships }: Store, { organization, userName }: Recovery): Promise<User> {
  const { id: organizationId } = organization;
  const members = await memberships.administrators(organizationId);
  const found = await users.findMany(
    organizationId,
    members.map(({ id }) => id),
  );
  const people = found
    .filter(({ type }) => type === 'user')
    .sort((one, other) => Number(other.isActive) - Number(one.isActive) || one.createdAt - other.createdAt);
  const named = userName === undefined ? undefined : await users.findByName(organizationId, userName);
  const user = userName === undefined ? people[0] : people.find(({ id }) => id === named?.id);
  if (user) return user;
  const names = people.map((one) => one.userName).join(', ') || 'none';
  const of = organizationId === hostId ? 'the host' : organization.name;
  throw new StartupError(`There is no such administrator of ${of}. Those that there are: ${names}.`);
}
