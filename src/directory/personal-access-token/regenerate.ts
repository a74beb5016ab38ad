import { passwordAlone } from '../authentication.ts';
import { auditEntryOf, type Command } from '../command.ts';
import { administratorsGroupId } from '../group.ts';
import { authenticationOf } from '../permission/actor.ts';
import { requirePassOn } from '../permission/pass-on.ts';
import { type Permitted, requireAdministratorsConsent, requireSignIn } from '../permission.ts';
import {
  hashPersonalAccessToken,
  newPersonalAccessToken,
  type PersonalAccessToken,
  personalAccessTokenRules,
} from '../personal-access-token.ts';
import { requireStanding } from '../standing.ts';
import type { Store, Tables } from '../store.ts';
import { type Issued, requireDescription, requireEnabled, requireExpiry, requireRoom } from './issue.ts';
import { findPersonalAccessToken, type TokenOwner } from './read.ts';

interface RegenerateRequest extends Command<'personalAccessToken.write'> {
  readonly tokenId: string;
  /** Null: the one that it has. */
  readonly description: string | null;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/**
 * Gives a personal access token another value and another end. The value that it had, and what was exchanged for it,
 * are worthless at once. One whose time is over comes back only where there is room for another one.
 *
 * @throws GatehouseError NotFound, Forbidden or ValidationFailed; BadRequest when its owner has as many as are allowed.
 */
export async function regeneratePersonalAccessToken(store: Store, request: RegenerateRequest): Promise<Issued> {
  const { expiresAt, at } = request;
  const rules = personalAccessTokenRules(await store.settings.inForce(request.permitted.organizationId));
  requireEnabled(rules);
  requireExpiry(expiresAt, rules, at);
  const value = newPersonalAccessToken(request.permitted.organizationId);
  const token = await store.transaction(async (tables) => {
    await requireStanding(tables, request.permitted.actor);
    const permitted = await findPersonalAccessToken(tables, request.permitted, request.tokenId);
    const { token: before } = permitted.object;
    await requireMayHold(tables, permitted);
    if (before.expiresAt <= at) await requireRoom(tables, permitted.object, rules, at);
    const description = request.description === null ? before.description : requireDescription(request.description);
    // What was exchanged for the former value names the second in which that was made.
    const createdAt = Math.max(at, before.createdAt + 1000);
    const amr = amrOfOwner(permitted);
    const after: PersonalAccessToken = { ...before, description, amr, createdAt, expiresAt, lastUsedAt: null };
    await tables.personalAccessTokens.replace(after, hashPersonalAccessToken(value));
    const details = { userId: before.userId, description, expiresAt };
    const entry = { category: 'PersonalAccessToken', action: 'Regenerate', targetId: before.id, details } as const;
    await tables.audit.append(auditEntryOf(request, entry));
    return after;
  });
  return { token, value };
}

/** An administrator has not signed in as the owner, by whatever it was. */
const amrOfOwner = ({ actor, object }: Permitted<'personalAccessToken.write', TokenOwner>): readonly string[] =>
  (actor.id === object.id ? authenticationOf(actor)?.amr : undefined) ?? passwordAlone;

/** Anyone who gets the value can do what its owner can, within its scopes. */
async function requireMayHold(
  { groups }: Pick<Tables, 'groups'>,
  permitted: Permitted<'personalAccessToken.write', TokenOwner>,
): Promise<void> {
  const { actor, organizationId, object } = permitted;
  if (actor.type === 'user') requireSignIn(actor);
  requirePassOn(permitted, object.token.scopes);
  if (actor.id === object.id) return;
  if (await groups.isMember(organizationId, administratorsGroupId, object.id)) requireAdministratorsConsent(permitted);
}
