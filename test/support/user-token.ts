import { join } from 'node:path';
import { managementResource as audience } from '../../src/directory/api-resource.ts';
import { commandLineId } from '../../src/directory/application/built-in.ts';
import { passwordAlone } from '../../src/directory/authentication.ts';
import type { User } from '../../src/directory/user.ts';
import { signingKeys } from '../../src/store/signing-keys.ts';
import { signAccessToken } from '../../src/token/jwt/access-token.ts';
import { applicationClaims, userClaims } from '../../src/token/jwt/claims.ts';
import { openInstallationKey } from '../../src/token/keys/installation-key.ts';
import { type KeyRing, openKeyRing } from '../../src/token/keys/key-ring.ts';
import { createSealer } from '../../src/token/keys/sealer.ts';
import type { SigningKey } from '../../src/token/keys/signing-key.ts';
import type { Account } from './accounts.ts';
import type { Gatehouse } from './gatehouse.ts';
import { world } from './world.ts';

const rings = new WeakMap<Gatehouse['db'], Promise<KeyRing>>();

/** The key with which the running server signs, from its store. */
export async function signingKey(gatehouse: Pick<Gatehouse, 'config' | 'db'>): Promise<SigningKey> {
  const ring = rings.get(gatehouse.db) ?? openRing(gatehouse);
  rings.set(gatehouse.db, ring);
  return await (await ring).currentSigner(Date.now());
}

function openRing({ config, db }: Pick<Gatehouse, 'config' | 'db'>): Promise<KeyRing> {
  const file = join(config.data, 'installation.key');
  const sealer = createSealer(openInstallationKey({ configured: undefined, file, isFirstStart: false }));
  return openKeyRing({ store: signingKeys(db), sealer, lifetimeDays: 90, algorithm: 'RS256' }, Date.now());
}

/** A token as an application of the example organization gets it for itself. */
export async function applicationToken(gatehouse: Gatehouse, id: string, scopes: readonly string[]): Promise<string> {
  const application = await gatehouse.store.applications.findByClientId(id);
  if (!application) throw new Error('There is no such application.');
  const claims = applicationClaims(application, scopes);
  return await signAccessToken(
    await signingKey(gatehouse),
    { issuer: `${gatehouse.url}/identity`, audience },
    claims,
    Date.now(),
  );
}

interface Special {
  readonly clientId?: string;
  readonly grantId?: string;
  /** The key that the token is bound to. */
  readonly cnf?: { readonly jkt: string };
  /** When the token was issued, in epoch milliseconds. */
  readonly at?: number;
  /** When the person signed in, if that was earlier. */
  readonly signedInAt?: number;
  /** By what. */
  readonly amr?: readonly string[];
}

/** As a part of the house gets it: the scope stands for everything that the person may do. */
export const inPerson = ['IdentityServerApi'];

/**
 * A token as a person gets it who signed in just now, through the application of the example organization, or else one of
 * the host, which serves people of every organization, unless another is named.
 */
export async function userToken(
  gatehouse: Pick<Gatehouse, 'url' | 'config' | 'db' | 'store'>,
  account: Account,
  scopes: readonly string[],
  {
    clientId = usualClient(account),
    grantId,
    cnf,
    at = Date.now(),
    signedInAt = at,
    amr = passwordAlone,
  }: Special = {},
): Promise<string> {
  const user = (await gatehouse.store.users.find(account)) as User;
  const claims = {
    ...userClaims(user, clientId, scopes, { at: signedInAt, amr }),
    ...(grantId === undefined ? {} : { grant_id: grantId }),
    ...(cnf === undefined ? {} : { cnf }),
  };
  return await signAccessToken(
    await signingKey(gatehouse),
    { issuer: `${gatehouse.url}/identity`, audience },
    claims,
    at,
  );
}

const usualClient = ({ organizationId }: Account): string =>
  organizationId === world.organization.id ? world.application.id : commandLineId;

/** A token as an installer gets it for an administrator of the host. */
export async function installationToken(
  gatehouse: Pick<Gatehouse, 'url' | 'config' | 'db' | 'store'>,
  administrator: Account,
): Promise<string> {
  const user = (await gatehouse.store.users.find(administrator)) as User;
  const claims = {
    ...userClaims(user, commandLineId, inPerson, { at: Date.now(), amr: passwordAlone }),
    sub_type: 'installation',
  } as const;
  const parties = { issuer: `${gatehouse.url}/identity`, audience };
  return await signAccessToken(await signingKey(gatehouse), parties, claims, Date.now());
}

/** A token as a person gets it who signed in with a client of the house. */
export const firstPartyToken = (gatehouse: Gatehouse, account: Account): Promise<string> =>
  userToken(gatehouse, account, ['IdentityServerApi'], { clientId: commandLineId });
