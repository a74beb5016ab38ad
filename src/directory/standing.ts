import { forbidden, GatehouseError } from '../errors.ts';
import { internalScope } from './api-resource.ts';
import { administratorsGroupId } from './group.ts';
import type { Actor, ApplicationActor } from './permission/actor.ts';
import { mayPassOn, requirePassOn } from './permission/pass-on.ts';
import type { Permitted } from './permission.ts';
import type { Tables } from './store.ts';
import type { User } from './user.ts';

// Who a caller is was found out before the transaction of what is asked for, and may have ended since. For most changes that makes
// no difference: they could as well have come before the end. What lets somebody stay must not come after it.

/**
 * Looks again at whoever asks for what would outlive the end of their rights, inside the transaction that makes it.
 *
 * @throws GatehouseError Unauthenticated for a person whose sign-ins were ended meanwhile, Forbidden for one who is no administrator
 *   any more.
 */
export async function requireStanding(tables: Pick<Tables, 'users' | 'groups'>, actor: Actor): Promise<void> {
  if (actor.type !== 'user') return;
  await requireNotEnded(tables, actor, actor.authentication?.scheme);
  const { organizationId, id, isAdministrator } = actor;
  if (!isAdministrator || (await tables.groups.isMember(organizationId, administratorsGroupId, id))) return;
  throw forbidden('Only an organization administrator may do this.');
}

/** As `requireStanding`, for what people do with their own accounts. */
export async function requireNotEnded(
  { users }: Pick<Tables, 'users'>,
  person: Pick<User, 'organizationId' | 'id' | 'tokenEpoch'>,
  scheme: 'Bearer' | 'DPoP' = 'Bearer',
): Promise<void> {
  const user = await users.find(person);
  if (user?.isActive && user.tokenEpoch === person.tokenEpoch) return;
  throw new GatehouseError({ code: 'Unauthenticated', challenge: `${scheme} error="invalid_token"` });
}

/**
 * As `requirePassOn`, inside the transaction that gives the scopes to somebody: the actor has not lost them meanwhile.
 *
 * @throws GatehouseError as `requirePassOn` and `requireStanding`; Forbidden for an application that has lost a scope, or
 *   was switched off.
 */
export async function requireToGive(tables: Giving, permitted: Permitted, scopes: readonly string[]): Promise<void> {
  requirePassOn(permitted, scopes);
  if (scopes.length === 0) return;
  const { actor } = permitted;
  if (actor.type === 'application') await requireKept(tables, actor, scopes);
  else await requireStanding(tables, actor);
}

type Giving = Pick<Tables, 'users' | 'groups' | 'applications'>;

/** Not that it has all that its token names: some of that no application is registered with. */
async function requireKept(
  { applications }: Giving,
  actor: ApplicationActor,
  scopes: readonly string[],
): Promise<void> {
  const application = await applications.findByClientId(actor.id);
  const registered = application?.isActive ? await applications.scopes(application) : [];
  const kept = new Set(registered.filter(({ type }) => type !== 'user').map(({ name }) => name));
  const isFirstParty = actor.isFirstParty && kept.has(internalScope);
  const now: Actor = { ...actor, isFirstParty, scopes: actor.scopes.filter((scope) => kept.has(scope)) };
  if (scopes.every((scope) => mayPassOn(now, scope))) return;
  throw forbidden('The application has lost a scope meanwhile.');
}
