import { networkOf } from '../admission/network.ts';
import type { SourceKind } from '../directory/attempt-counter.ts';
import { type Actor, isOwnAccount } from '../directory/permission/actor.ts';
import type { User, UserKey } from '../directory/user.ts';
import { type KnownDevice, recogniseAccount } from './known-device.ts';

/** What a password can be tried from. Each source has counters of its own at every account. */
export interface Source {
  readonly kind: SourceKind;
  /** Which one of the kind. */
  readonly id: string;
  /** From where it came this time. */
  readonly network: string;
}

/** Where a request to change or set the password of an account comes from. */
export function sourceOfActor(actor: Actor, user: UserKey, clientIp: string | null): Source {
  const network = networkOf(clientIp ?? '');
  if (actor.type === 'application') return { kind: 'application', id: actor.id, network };
  if (isOwnAccount(actor, user)) return { kind: 'owner', id: '', network };
  return { kind: 'administrator', id: actor.id, network };
}

/** What a sign-in brings along that tells it from anybody's. */
export interface SignInOrigin {
  readonly clientIp: string;
  readonly device?: KnownDevice | undefined;
  /** The client id of an application that has proved who it is; everybody knows that of a public one. */
  readonly application?: string | undefined;
}

/** Where a sign-in comes from. A device means something only for the accounts that have signed in there. */
export function sourceOfSignIn({ clientIp, device, application }: SignInOrigin, user: User | undefined): Source {
  const network = networkOf(clientIp);
  const known = device && user && recogniseAccount(device, user);
  if (known !== undefined) return { kind: 'device', id: known, network };
  if (application !== undefined) return { kind: 'application', id: application, network };
  return { kind: 'network', id: network, network };
}
