import { hostId } from '../organization.ts';
import type { User } from '../user.ts';

/** Who is acting, as the bearer token and the directory say it at this moment. */
export type Actor = ApplicationActor | UserActor | OperatorActor;

interface ActorBase {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Acts through a part of the house, which needs no scope: our own pages, or what was granted `IdentityServerApi`. */
  readonly isFirstParty: boolean;
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

/** Whoever runs the machine: at the first start, from a seed file, with a command. */
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
export const visitor = ({ organizationId, id, userName: name, email }: User): UserActor => ({
  type: 'user',
  ...{ organizationId, id, name, email },
  scopes: [],
  isFirstParty: true,
  isHost: false,
  isAdministrator: false,
});

/** Whether the actor may act on what is not its own, within its reach. */
export const isTrusted = (actor: Actor): boolean => actor.type !== 'user' || actor.isAdministrator;

/** Whether the actor may look into and act on the organization at all. */
export const reaches = (actor: Actor, organizationId: string): boolean =>
  actor.organizationId === organizationId || (actor.isHost && isTrusted(actor));

/** An application of the host, or a person who administers it. */
export const isHostAdministrator = (actor: Actor): boolean => actor.isHost && isTrusted(actor);

/** Whether the person is the account. */
export const isOwnAccount = (
  actor: Actor,
  { organizationId, id }: { readonly organizationId: string; readonly id: string },
): boolean => actor.type === 'user' && actor.id === id && actor.organizationId === organizationId;
