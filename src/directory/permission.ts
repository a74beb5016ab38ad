import { GatehouseError } from '../errors.ts';
import type { UserKey } from './user.ts';

/**
 * Who is calling, as the bearer token and the directory say it at this moment. The only place that decides what an
 * actor may do is this file: scope, then organization, then object.
 */
export type Actor = ApplicationActor | UserActor;

interface ActorBase {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly scopes: readonly string[];
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
}

/** The internal scope of first-party applications: it stands for every scope of the API. */
const firstPartyScope = 'IdentityServerApi';

/** @throws GatehouseError ScopeMissing unless the actor holds one of the accepted scopes. */
export function requireScope(actor: Actor, accepted: readonly string[]): void {
  const granted = actor.scopes;
  if (granted.includes(firstPartyScope) || accepted.some((scope) => granted.includes(scope))) return;
  throw new GatehouseError({ code: 'ScopeMissing', granted, accepted });
}

/** @throws GatehouseError Forbidden when the organization is not the actor's own. */
export function requireOrganization(actor: Actor, organizationId: string): void {
  if (actor.organizationId === organizationId) return;
  throw forbidden('The token belongs to another organization.');
}

/** @throws GatehouseError Forbidden unless the actor may act on this account: its own, or as one who manages accounts. */
export function requireAccount(actor: Actor, target: UserKey): void {
  requireOrganization(actor, target.organizationId);
  if (actor.type === 'application' || actor.isAdministrator || actor.id === target.id) return;
  throw forbidden('Only an organization administrator may do this for another user.');
}

const forbidden = (detail: string): GatehouseError => new GatehouseError({ code: 'Forbidden', detail });
