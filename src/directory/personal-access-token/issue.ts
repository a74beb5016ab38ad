import { badRequest, forbidden, invalidMember } from '../../errors.ts';
import { passwordAlone } from '../authentication.ts';
import { auditEntryOf, type Command } from '../command.ts';
import { newId } from '../identifier.ts';
import { asKept, textProblem } from '../name.ts';
import { authenticationOf } from '../permission/actor.ts';
import { mayPassOn } from '../permission/pass-on.ts';
import { requirePerson, requireSignIn } from '../permission.ts';
import {
  hashPersonalAccessToken,
  maxDescriptionLength,
  newPersonalAccessToken,
  type PersonalAccessToken,
  type PersonalAccessTokenRules,
  personalAccessTokenRules,
  refusedExpiry,
} from '../personal-access-token.ts';
import { managementScopes } from '../scope.ts';
import { requireStanding } from '../standing.ts';
import type { Store, Tables } from '../store.ts';
import type { UserKey } from '../user.ts';

export interface IssueRequest extends Command<'personalAccessToken.create'> {
  readonly description: string;
  readonly scopes: readonly string[];
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface Issued {
  readonly token: PersonalAccessToken;
  /** Exists nowhere else: it is shown once. */
  readonly value: string;
}

/**
 * Makes a personal access token for the person who asks for it.
 *
 * @throws GatehouseError Forbidden for an application, with a personal access token, and when the organization wants none; ValidationFailed, or BadRequest when the user has
 *   as many as are allowed.
 */
export async function issuePersonalAccessToken(store: Store, request: IssueRequest): Promise<Issued> {
  const { at } = request;
  const owner = requirePerson(request.permitted.actor);
  requireSignIn(owner);
  const rules = personalAccessTokenRules(await store.settings.inForce(owner.organizationId));
  requireEnabled(rules);
  const scopes = await requireScopes(store, request);
  const description = requireForm(request, rules, at);
  return await store.transaction(async (tables) => {
    await requireStanding(tables, owner);
    await requireRoom(tables, owner, rules, at);
    return await insert(tables, owner, { ...request, description, scopes });
  });
}

/** @throws GatehouseError Forbidden. */
export function requireEnabled({ isEnabled }: PersonalAccessTokenRules): void {
  if (isEnabled) return;
  throw forbidden('The organization does not allow personal access tokens.');
}

/**
 * Every name that a person may put into a token: the scopes of this server's own API, those that an application of the
 * organization was registered with for users, and what tells who somebody is.
 */
async function grantableScopes(tables: Tables, organizationId: string): Promise<readonly string[]> {
  const registered = await tables.applications.userScopeNames(organizationId);
  const names = new Set([...managementScopes, 'openid', 'profile', 'email', ...registered]);
  // The one is for first-party applications alone, and with the other there is nothing to refresh.
  names.delete('IdentityServerApi');
  names.delete('offline_access');
  return [...names].sort();
}

async function requireScopes(tables: Tables, { permitted, scopes }: IssueRequest): Promise<readonly string[]> {
  const asked = [...new Set(scopes)];
  if (asked.length === 0) throw invalidMember('Scopes', 'The Scopes field is required.');
  const known = await grantableScopes(tables, permitted.organizationId);
  const unknown = asked.find((scope) => !known.includes(scope));
  if (unknown !== undefined)
    throw invalidMember('Scopes', `The scope '${unknown}' cannot be granted: scope not found.`);
  const refused = asked.find((scope) => !mayPassOn(permitted.actor, scope));
  if (refused !== undefined) throw invalidMember('Scopes', `The scope '${refused}' cannot be granted.`);
  return asked;
}

/** The description as it will be kept. */
function requireForm({ description, expiresAt }: IssueRequest, rules: PersonalAccessTokenRules, now: number): string {
  const kept = requireDescription(description);
  requireExpiry(expiresAt, rules, now);
  return kept;
}

/** @throws GatehouseError ValidationFailed. */
export function requireExpiry(expiresAt: number, rules: PersonalAccessTokenRules, now: number): void {
  const refusal = refusedExpiry(expiresAt, rules, now);
  if (refusal !== undefined) throw invalidMember('ExpiryTime', refusal);
}

/** The description as it will be kept. @throws GatehouseError ValidationFailed. */
export function requireDescription(asked: string): string {
  const description = asKept(asked);
  if (description === '') throw invalidMember('Description', 'The Description field is required.');
  if (description.length > maxDescriptionLength) {
    const text = `The field Description must be a string with a maximum length of ${maxDescriptionLength}.`;
    throw invalidMember('Description', text);
  }
  const problem = textProblem(description);
  if (problem !== undefined) throw invalidMember('Description', `The field Description ${problem}.`);
  return description;
}

/** @throws GatehouseError BadRequest when the user has as many as are allowed. */
export async function requireRoom(
  tables: Pick<Tables, 'personalAccessTokens'>,
  owner: UserKey,
  { maxTokens }: PersonalAccessTokenRules,
  now: number,
): Promise<void> {
  if ((await tables.personalAccessTokens.countLiving(owner, now)) < maxTokens) return;
  const detail = `limit reached: a user may have at most ${maxTokens} personal access tokens. Delete one first.`;
  throw badRequest(detail);
}

async function insert(tables: Tables, { organizationId, id: userId }: UserKey, request: IssueRequest): Promise<Issued> {
  const { description, scopes, expiresAt, at } = request;
  const value = newPersonalAccessToken(organizationId);
  const token = {
    ...{ organizationId, id: newId(), userId, description, scopes },
    ...{ amr: authenticationOf(request.permitted.actor)?.amr ?? passwordAlone },
    ...{ createdAt: at, expiresAt, lastUsedAt: null },
  };
  await tables.personalAccessTokens.insert(token, hashPersonalAccessToken(value));
  const details = { userId, description, scopes: scopes.join(' '), expiresAt };
  const entry = { category: 'PersonalAccessToken', action: 'Create', targetId: token.id, details } as const;
  await tables.audit.append(auditEntryOf(request, entry));
  return { token, value };
}
