import { GatehouseError } from '../../errors.ts';
import type { AuditActor } from '../audit.ts';
import { newId } from '../identifier.ts';
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
import type { Store, Tables } from '../store.ts';
import type { User } from '../user.ts';

export interface IssueRequest {
  /** Whom the token will act for. */
  readonly owner: User;
  readonly description: string;
  readonly scopes: readonly string[];
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** Whether the caller may pass this scope on: nobody hands out what they were not given. */
  readonly mayGrant: (scope: string) => boolean;
  readonly actor: AuditActor;
  readonly traceId: string;
  readonly clientIp: string;
}

export interface Issued {
  readonly token: PersonalAccessToken;
  /** Exists nowhere else: it is shown once. */
  readonly value: string;
}

/**
 * Makes a personal access token.
 *
 * @throws GatehouseError Forbidden when the organization wants none, ValidationFailed, or Conflict when the user has
 *   as many as are allowed.
 */
export async function issuePersonalAccessToken(store: Store, request: IssueRequest, now: number): Promise<Issued> {
  const { owner } = request;
  const rules = personalAccessTokenRules(await store.settings.inForce(owner.organizationId));
  requireEnabled(rules);
  const scopes = await requireScopes(store, request);
  requireForm(request, rules, now);
  return await store.transaction(async (tables) => {
    await requireRoom(tables, owner, rules, now);
    return await insert(tables, { ...request, scopes }, now);
  });
}

function requireEnabled({ isEnabled }: PersonalAccessTokenRules): void {
  if (isEnabled) return;
  throw new GatehouseError({ code: 'Forbidden', detail: 'The organization does not allow personal access tokens.' });
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

async function requireScopes(tables: Tables, { owner, scopes, mayGrant }: IssueRequest): Promise<readonly string[]> {
  const asked = [...new Set(scopes)];
  if (asked.length === 0) throw invalid('Scopes', 'The Scopes field is required.');
  const known = await grantableScopes(tables, owner.organizationId);
  const refused = asked.find((scope) => !known.includes(scope) || !mayGrant(scope));
  if (refused !== undefined) throw invalid('Scopes', `The scope '${refused}' cannot be granted.`);
  return asked;
}

function requireForm({ description, expiresAt }: IssueRequest, rules: PersonalAccessTokenRules, now: number): void {
  requireDescription(description);
  const refusal = refusedExpiry(expiresAt, rules, now);
  if (refusal !== undefined) throw invalid('ExpiryTime', refusal);
}

/** @throws GatehouseError ValidationFailed. */
export function requireDescription(description: string): void {
  if (description.trim() === '') throw invalid('Description', 'The Description field is required.');
  if (description.length <= maxDescriptionLength) return;
  const text = `The field Description must be a string with a maximum length of ${maxDescriptionLength}.`;
  throw invalid('Description', text);
}

async function requireRoom(
  tables: Tables,
  owner: User,
  { maxTokens }: PersonalAccessTokenRules,
  now: number,
): Promise<void> {
  if ((await tables.personalAccessTokens.countLiving(owner, now)) < maxTokens) return;
  const detail = `A user may have at most ${maxTokens} personal access tokens. Delete one first.`;
  throw new GatehouseError({ code: 'Conflict', detail });
}

async function insert(tables: Tables, request: IssueRequest, now: number): Promise<Issued> {
  const { owner, description, scopes, expiresAt, actor, traceId, clientIp } = request;
  const { organizationId, id: userId } = owner;
  const value = newPersonalAccessToken();
  const token = {
    ...{ organizationId, id: newId(), userId, description, scopes },
    ...{ createdAt: now, expiresAt, lastUsedAt: null },
  };
  await tables.personalAccessTokens.insert(token, hashPersonalAccessToken(value));
  await tables.audit.append({
    ...{ organizationId, at: now, category: 'PersonalAccessToken', action: 'Create', actor, targetId: token.id },
    details: { userId, description, scopes: scopes.join(' '), expiresAt },
    ...{ traceId, clientIp },
  });
  return { token, value };
}

const invalid = (key: string, text: string): GatehouseError =>
  new GatehouseError({ code: 'ValidationFailed', errors: { [key]: [text] } });
