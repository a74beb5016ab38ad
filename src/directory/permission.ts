import { forbidden, GatehouseError } from '../errors.ts';
import type { Authentication } from './authentication.ts';
import { hostId } from './organization.ts';
import { type AccessName, accessOf, type Scoped } from './permission/access.ts';
import {
  type Actor,
  isHostAdministrator,
  isInstalled,
  isInstaller,
  isOwnAccount,
  isTrusted,
  nobody,
  operator,
  reaches,
  type UserActor,
  visitor,
} from './permission/actor.ts';
import type { SettingLevel } from './setting.ts';
import type { User, UserKey } from './user.ts';

// The only place that decides what an actor may do: scope, then standing, then organization, then object. What was
// decided leaves this file as a proof, which no other file can make and every use case asks for.

/**
 * The proof that an actor may do something in an organization, and to an object when `T` names one. A class with a
 * private member, because nothing else is nominal: neither a literal nor a copy with other members passes for one.
 */
class Proof<A extends AccessName, T> {
  readonly actor: Actor;
  readonly organizationId: string;
  readonly object: T;
  readonly #access: A;

  constructor(actor: Actor, access: A, organizationId: string, object: T) {
    this.actor = actor;
    this.organizationId = organizationId;
    this.object = object;
    this.#access = access;
  }

  get access(): A {
    return this.#access;
  }
}

/** That the actor may do `A` in the organization; or, where `T` says to what, that it may do it to that. */
export type Permitted<A extends AccessName = AccessName, T = unknown> = Proof<A, T>;

/**
 * Lets the actor do something in the organization. Where it depends on whose account it is, that is still to be
 * decided by `permitOn`.
 *
 * @param ownAccountId the account that the request names, if it names one.
 * @throws GatehouseError ScopeMissing or Forbidden.
 */
export function permit<A extends AccessName>(
  actor: Actor,
  access: A,
  organizationId: string,
  ownAccountId?: string,
): Permitted<A> {
  requireAccess(actor, access, ownAccountId);
  if (access !== 'anyone') requireOrganization(actor, organizationId);
  return new Proof(actor, access, organizationId, undefined);
}

/** A person on our own pages acts on the own account; `authentication` says how they signed in, where that matters. */
export const permitVisitor = <A extends AccessName>(
  user: User,
  access: A,
  authentication?: Authentication,
): Permitted<A> => permit({ ...visitor(user), ...(authentication && { authentication }) }, access, user.organizationId);

/** The operator of the machine may do everything: at the first start, from a seed file, with a command. */
export const permitOperator = <A extends AccessName>(access: A, organizationId = hostId): Permitted<A> =>
  new Proof(operator, access, organizationId, undefined);

/**
 * Lets the actor do it to an account that has been found: its own, or as one who manages accounts. The proof is about
 * the organization of the account.
 *
 * @throws GatehouseError ScopeMissing or Forbidden.
 */
export function permitOn<A extends AccessName, T extends UserKey>(
  { actor, access }: Permitted<A>,
  account: T,
): Permitted<A, T> {
  requireOrganization(actor, account.organizationId);
  if (!isOwnAccount(actor, account)) {
    requireAccess(actor, access);
    if (!isTrusted(actor)) throw forbidden('Only an organization administrator may do this for another user.');
  }
  return new Proof(actor, access, account.organizationId, account);
}

/**
 * Lets the actor do it to the settings of a level: to the person's own, or as one who manages the organization.
 *
 * @throws GatehouseError Forbidden.
 */
export function permitOnLevel<A extends AccessName>(
  { actor, access }: Permitted<A>,
  level: SettingLevel,
): Permitted<A, SettingLevel> {
  const { organizationId, userId } = level;
  const isOwn = userId !== null && isOwnAccount(actor, { organizationId, id: userId });
  if (!isOwn && !(reaches(actor, organizationId) && isTrusted(actor))) {
    throw forbidden('Caller is not authorized for the requested organization.');
  }
  return new Proof(actor, access, organizationId, level);
}

/** What such an application needs for itself. */
const ofInstalled: readonly AccessName[] = ['profile.read', 'personalAccessToken.endAsClient'];

/**
 * What can be decided before the organization and the object of the operation are known.
 *
 * @param ownAccountId the account that the request names, if it names one.
 * @throws GatehouseError ScopeMissing or Forbidden.
 */
export function requireAccess(actor: Actor, name: AccessName, ownAccountId?: string): void {
  const access = accessOf(name);
  if (access.who === 'anyone' || actor.type === 'system') return;
  if (actor === nobody || access.who === 'operator') throw forbidden('This is not for callers.');
  if (isInstaller(actor) !== (access.who === 'installer')) {
    throw forbidden('An installation token is for registering clients, which no other token is for.');
  }
  if (isInstalled(actor) && !ofInstalled.includes(name)) {
    throw forbidden('An application that an installer has registered opens nothing here.');
  }
  if (access.who === 'caller' || (access.who === 'person' && actor.type === 'user')) return;
  if (access.who === 'person') throw forbidden('This is for people, not for applications.');
  if (access.who === 'installer') {
    requireHost(actor);
    return;
  }
  if (access.who === 'browser') {
    if (actor.type !== 'user' || !actor.isFirstParty) throw forbidden('This takes a person who has signed in.');
    requireHost(actor);
    return;
  }
  const isOwn = actor.type === 'user' && actor.id === ownAccountId;
  if (!(isOwn && access.who === 'account' && access.ownWithoutScope)) requireScope(actor, access);
  if (access.who === 'host') requireHost(actor);
  if (access.who === 'administrators' && !isTrusted(actor)) {
    throw forbidden('Only an organization administrator may do this.');
  }
}

function requireHost(actor: Actor): void {
  if (!isHostAdministrator(actor)) throw forbidden('Only the host may do this.');
}

/** @throws GatehouseError ScopeMissing unless the actor needs no scope, or holds one that is enough. */
function requireScope({ isFirstParty, scopes: granted }: Actor, access: Scoped): void {
  const isGranted = (scope: string) => granted.includes(scope);
  if (isFirstParty || access.scopes.some(isGranted) || access.alsoWith?.some(isGranted)) return;
  throw new GatehouseError({ code: 'ScopeMissing', granted, accepted: access.scopes });
}

/** @throws GatehouseError Forbidden when the organization is out of the actor's reach. */
export function requireOrganization(actor: Actor, organizationId: string): void {
  if (!reaches(actor, organizationId)) {
    throw forbidden('Caller is not authorized for the requested organization: the token belongs to another one.');
  }
}

/**
 * Whether e-mail addresses, attributes and times of accounts are shown to who may look them up: to those who manage
 * accounts, as far as their token reads people.
 */
export const seesPersonalData = ({ actor }: Permitted): boolean =>
  isTrusted(actor) && (actor.isFirstParty || personalData.some((scope) => actor.scopes.includes(scope)));

const personalData = ['PM.Directory', 'PM.Directory.Read', 'PM.User', 'PM.User.Read'];

/**
 * For what makes somebody an administrator, or lets somebody in as one: it takes an administrator in person, or a token
 * that has both scopes in full.
 *
 * @throws GatehouseError Forbidden.
 */
export function requireAdministratorsConsent({ actor }: Permitted): void {
  const hasBoth = ['PM.User', 'PM.Group'].every((scope) => actor.scopes.includes(scope));
  if (isTrusted(actor) && (actor.isFirstParty || hasBoth)) return;
  throw forbidden(
    'Who becomes an administrator, and how administrators get in, is for an administrator who has signed in here, or for ' +
      'a token with the scopes PM.User and PM.Group.',
  );
}

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
 * A personal access token makes no other: a person who found one could keep the way in after it ended.
 *
 * @throws GatehouseError Forbidden for a caller with one.
 */
export function requireSignIn(actor: UserActor): void {
  if (actor.usesPersonalAccessToken) throw forbidden('A personal access token cannot make another one.');
}
