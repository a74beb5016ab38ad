import { GatehouseError } from '../errors.ts';
import type { UserKey } from './user.ts';

/**
 * Who is calling, as the bearer token and the directory say it at this moment. The only place that decides what an
 * actor may do is this file: scope, then standing, then organization, then object.
 */
export type Actor = ApplicationActor | UserActor;

interface ActorBase {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Belongs to the host: an application or an administrator of the host reaches every organization. */
  readonly isHost: boolean;
}

/** An external application acting as itself: the scope is enough. */
export interface ApplicationActor extends ActorBase {
  readonly type: 'application';
}

/** A person: besides the scope, it must be about the person's own account, or the person an administrator. */
export interface UserActor extends ActorBase {
  readonly type: 'user';
  readonly email: string | null;
  /** Member of the organization's built-in Administrators group. */
  readonly isAdministrator: boolean;
  /** Called with a personal access token, or with what one was exchanged for. */
  readonly usesPersonalAccessToken?: true;
}

/** Any one of them is enough. */
type Scopes = readonly [string, ...string[]];

/** Who may call an operation. Every operation declares it; there is none without. */
export type Access =
  /** Everybody, without a token. */
  | { readonly who: 'anyone' }
  /** Every application and person of the organization, with one of the scopes if any are named. */
  | { readonly who: 'members'; readonly scopes?: Scopes }
  /**
   * An application with a scope, and a person with a scope who administers the organization; where it says so,
   * that person needs none after signing in; a personal access token always has the scopes that were chosen for it.
   */
  | { readonly who: 'administrators'; readonly scopes: Scopes; readonly personWithoutScope?: true }
  /**
   * As `administrators`, and besides a person who is the object of the operation; that person needs no scope where it
   * says so. Whose account it is turns out later: the operation calls `requireAccount`.
   */
  | { readonly who: 'account'; readonly scopes: Scopes; readonly ownWithoutScope?: true }
  /** An application of the host with a scope, and a person with a scope who administers the host. */
  | { readonly who: 'host'; readonly scopes: Scopes };

/** The internal scope of first-party applications: it stands for every scope of the API. */
const firstPartyScope = 'IdentityServerApi';

/**
 * What can be decided before the object of the operation is known.
 *
 * @param ownAccountId the account that the request names, if it names one.
 * @throws GatehouseError ScopeMissing or Forbidden.
 */
export function requireAccess(actor: Actor, access: Access, ownAccountId?: string): void {
  if (access.who === 'anyone') return;
  const isOwn = actor.type === 'user' && actor.id === ownAccountId;
  if (access.scopes && needsScope(actor, access, isOwn)) requireScope(actor, access.scopes);
  if (access.who === 'host' && !isHostAdministrator(actor)) throw forbidden('Only the host may do this.');
  if (access.who === 'administrators' && !isTrusted(actor)) {
    throw forbidden('Only an organization administrator may do this.');
  }
}

function needsScope(actor: Actor, access: Access, isOwn: boolean): boolean {
  if (access.who === 'account' && access.ownWithoutScope) return !isOwn;
  if (access.who === 'administrators' && access.personWithoutScope) {
    return actor.type === 'application' || actor.usesPersonalAccessToken === true;
  }
  return true;
}

/** @throws GatehouseError ScopeMissing unless the actor holds one of the accepted scopes. */
function requireScope(actor: Actor, accepted: readonly string[]): void {
  const granted = actor.scopes;
  if (granted.includes(firstPartyScope) || accepted.some((scope) => granted.includes(scope))) return;
  throw new GatehouseError({ code: 'ScopeMissing', granted, accepted });
}

/** Whether the actor may act on what is not its own, within its reach. */
const isTrusted = (actor: Actor): boolean => actor.type === 'application' || actor.isAdministrator;

/** Whether the actor may look into and act on the organization at all. */
export const reaches = (actor: Actor, organizationId: string): boolean =>
  actor.organizationId === organizationId || (actor.isHost && isTrusted(actor));

/** @throws GatehouseError Forbidden when the organization is out of the actor's reach. */
export function requireOrganization(actor: Actor, organizationId: string): void {
  if (!reaches(actor, organizationId)) {
    throw forbidden('Caller is not authorized for the requested organization: the token belongs to another one.');
  }
}

/** @throws GatehouseError Forbidden unless the actor may act on this account: its own, or as one who manages accounts. */
export function requireAccount(actor: Actor, target: UserKey): void {
  requireOrganization(actor, target.organizationId);
  if (isTrusted(actor) || isOwnAccount(actor, target)) return;
  throw forbidden('Only an organization administrator may do this for another user.');
}

/** Whether the person is the account. */
export const isOwnAccount = (actor: Actor, target: UserKey): boolean =>
  actor.type === 'user' && actor.id === target.id && actor.organizationId === target.organizationId;

/** @throws GatehouseError Forbidden for a person who does not administer the organization. */
export function requireAdministrator(actor: Actor, organizationId: string): void {
  requireOrganization(actor, organizationId);
  if (!isTrusted(actor)) throw forbidden('Only an organization administrator may do this.');
}

/**
 * Whether the person may put the scope into a personal access token: nobody hands out more than they were given.
 */
export const mayPassOn = (actor: UserActor, scope: string): boolean =>
  actor.scopes.includes(scope) || actor.scopes.includes(firstPartyScope);

/**
 * The person who calls, for what only people have.
 *
 * @throws GatehouseError Forbidden for an application.
 */
export function requirePerson(actor: Actor): UserActor {
  if (actor.type === 'user') return actor;
  throw forbidden('Only a person has personal access tokens.');
}

/**
 * A personal access token makes no other: whoever has found one could keep their way in after it ended.
 *
 * @throws GatehouseError Forbidden for who calls with one.
 */
export function requireSignIn(actor: UserActor): void {
  if (actor.usesPersonalAccessToken) throw forbidden('A personal access token cannot make another one.');
}

/**
 * @param userId whose settings they are; null for the organization's own.
 * @throws GatehouseError Forbidden unless they are the person's own, or the actor manages the organization.
 */
export function requireSettingsAccess(actor: Actor, organizationId: string, userId: string | null): void {
  const isOwn = userId !== null && isOwnAccount(actor, { organizationId, id: userId });
  if (isOwn || (reaches(actor, organizationId) && isTrusted(actor))) return;
  throw forbidden('Caller is not authorized for the requested organization.');
}

/**
 * What decides where secrets are sent or whether a protection stands takes a scope of its own, or a person who is there
 * and administers the organization, which the operation has made sure of.
 *
 * @throws GatehouseError ScopeMissing.
 */
export function requireSafeguards(actor: Actor): void {
  if (actor.type === 'user' && !actor.usesPersonalAccessToken) return;
  requireScope(actor, ['PM.AuthSetting']);
}

/** An application of the host, or a person who administers it. */
export const isHostAdministrator = (actor: Actor): boolean => actor.isHost && isTrusted(actor);

const forbidden = (detail: string): GatehouseError => new GatehouseError({ code: 'Forbidden', detail });
