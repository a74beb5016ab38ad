import type { Authentication } from '../authentication.ts';
import { hostId } from '../organization.ts';
import type { User } from '../user.ts';

/** Who is acting, as the bearer token and the directory say it at this moment. */
export type Actor = ApplicationActor | UserActor | OperatorActor;

interface ActorBase {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /**
   * Acts through a first-party application, which needs no scope: our own pages, or what was granted
   * `IdentityServerApi`.
   */
  readonly isFirstParty: boolean;
  /** Belongs to the host: an application or an administrator of the host reaches every organization. */
  readonly isHost: boolean;
}

/** An external application acting as itself: the scope is enough. */
export interface ApplicationActor extends ActorBase {
  readonly type: 'application';
  /** Registered by an installer of another product. */
  readonly isInstalled?: true;
}

/** A person: besides the scope, it must be about the person's own account, or the person an administrator. */
export interface UserActor extends ActorBase {
  readonly type: 'user';
  readonly email: string | null;
  /** Member of the organization's built-in Administrators group. */
  readonly isAdministrator: boolean;
  /** The user's `tokenEpoch` at the sign-in: with another one, what was presented has ended meanwhile. */
  readonly tokenEpoch: number;
  /** How the person signed in, where what was presented comes from a sign-in. */
  readonly authentication?: Authentication;
  /** Called with a personal access token, or with what one was exchanged for. */
  readonly usesPersonalAccessToken?: true;
  /** Called with an installation token. */
  readonly isInstaller?: true;
}

/** The operator of the machine: at the first start, from a seed file, with a command. */
interface OperatorActor extends ActorBase {
  readonly type: 'system';
}

export const operator: Actor = Object.freeze({
  type: 'system',
  id: '',
  organizationId: hostId,
  name: 'Gatehouse',
  scopes: [],
  isFirstParty: true,
  isHost: true,
});

/** Acts where nobody has to sign in. It has no scope and no organization, so every other access refuses it. */
export const nobody: Actor = Object.freeze({
  type: 'application',
  id: '',
  organizationId: '',
  name: 'anonymous',
  scopes: [],
  isFirstParty: false,
  isHost: false,
});

/** A person at our own pages, where people act on their own accounts and on nothing else. */
export const visitor = ({ organizationId, id, userName: name, email, tokenEpoch }: User): UserActor => ({
  type: 'user',
  ...{ organizationId, id, name, email, tokenEpoch },
  scopes: [],
  isFirstParty: true,
  isHost: false,
  isAdministrator: false,
});

/** A person signed in with a browser, with all that the person may do. */
export const signedIn = (user: User, isAdministrator: boolean): UserActor => ({
  ...visitor(user),
  isAdministrator,
  isHost: user.organizationId === hostId,
});

/** How the person who acts signed in; undefined for an actor who is no person. */
export const authenticationOf = (actor: Actor): Authentication | undefined =>
  actor.type === 'user' ? actor.authentication : undefined;

/** Whether the actor may act on what is not its own, within its reach. */
export const isTrusted = (actor: Actor): boolean => actor.type !== 'user' || actor.isAdministrator;

/** Whether the actor may look into and act on the organization at all. */
export const reaches = (actor: Actor, organizationId: string): boolean =>
  actor.organizationId === organizationId || (actor.isHost && isTrusted(actor));

/** An application of the host, or a person who administers it. */
export const isHostAdministrator = (actor: Actor): boolean => actor.isHost && isTrusted(actor);

/** With an installation token, which opens one thing alone. */
export const isInstaller = (actor: Actor): boolean => actor.type === 'user' && actor.isInstaller === true;

/** An application that came with another product. Its scopes are names of that product, whatever they are called. */
export const isInstalled = (actor: Actor): boolean => actor.type === 'application' && actor.isInstalled === true;

/** Whether the person is the account. */
export const isOwnAccount = (
  actor: Actor,
  { organizationId, id }: { readonly organizationId: string; readonly id: string },
): boolean => actor.type === 'user' && actor.id === id && actor.organizationId === organizationId;
