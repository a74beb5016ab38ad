import type Provider from 'oidc-provider';
import { amrOf } from '../../directory/authentication.ts';
import { Budget } from '../../directory/budget.ts';
import { recordConsent } from '../../directory/consent/give.ts';
import { isMultiFactor } from '../../directory/factor.ts';
import { scopeNames } from '../../directory/scope.ts';
import type { Sealer } from '../../directory/sealer.ts';
import type { Store } from '../../directory/store.ts';
import { accountId } from '../../directory/user.ts';
import { type FoundGrant, type GrantStore, newStoredGrant } from '../grant/grant-store.ts';
import { storedUserCodes } from '../grant/user-code.ts';
import { grantedResource } from '../issuers.ts';
import { createGrant } from '../provider/consent.ts';
import { resourceParameter, resourcesIn, strengthParameter } from '../provider/extra-parameters.ts';
import { isOfHost, isOpenToOrganization } from '../provider/organization-choice.ts';
import { userScopes } from '../provider/user-scopes.ts';
import type { DeviceAuthorizationRequest, DeviceAuthorizations } from './device-authorization.ts';
import type { BrowserSession } from './session.ts';

export interface DeviceParts {
  readonly provider: () => Promise<Provider>;
  readonly directory: Pick<Store, 'applications' | 'settings' | 'transaction'>;
  readonly grants: GrantStore;
  readonly sealer: Pick<Sealer, 'sign'>;
  /** Under which clients reach the server, without a slash at the end. */
  readonly externalUrl: string;
  readonly now: () => number;
}

/** The payload of the device code of a device that waits, in the form of the protocol library. */
interface DeviceCodePayload {
  readonly clientId: string;
  /** When the device asked, in seconds. */
  readonly iat: number;
  readonly params: {
    readonly scope?: string;
    readonly organization?: string;
    readonly [resourceParameter]?: string;
    readonly [strengthParameter]?: string;
    /** In seconds. The library makes `prompt` of one that is 0. */
    readonly max_age?: string;
    readonly prompt?: string;
  };
}

/** The members with which the library learns of the person's answer. */
interface Answer {
  readonly grantId?: string;
  readonly [member: string]: unknown;
}

const model = 'DeviceCode';

/**
 * A user code has eight of twenty letters, that is 34 bits, and is valid for ten minutes. With ten guesses in that time, a
 * thousand accounts together have a chance of one in 25,000 to guess one of a hundred codes that wait.
 */
const guessLimits = { most: 10, windowMs: 10 * 60_000, capacity: 10_000 };

export function createDeviceAuthorizations(parts: DeviceParts): DeviceAuthorizations {
  const { directory, now } = parts;
  const budget = new Budget(guessLimits);

  /** Finding, allowing and denying all count as a guess, because each tells whether the code exists. */
  const find: DeviceAuthorizations['find'] = async (userCode, session) => {
    const who = accountId(session.user);
    if (!budget.take(who, now())) return undefined;
    const found = await findRequest(parts, userCode, session);
    if (found) budget.giveBack(who, now());
    return found;
  };

  return {
    find,
    mayGuess: ({ user }) => budget.hasAny(accountId(user), now()),
    async allow(userCode, session, { traceId, clientIp }) {
      const request = await find(userCode, session);
      const application = request && (await directory.applications.findByClientId(request.application.id));
      const { organizationId } = session.user;
      if (!application || !(await isOpenToOrganization(directory.settings, application, organizationId))) return false;
      if (request.organizationId !== undefined && request.organizationId !== organizationId) return false;
      if (request.lacks) return false;
      const { user } = session;
      const consent = { user, applicationId: application.id, scopes: request.scopes, at: now(), traceId, clientIp };
      const grant = async (found: FoundGrant) => {
        // Before the device can have anything: where it cannot be recorded, nothing is given.
        await directory.transaction((tables) => recordConsent(tables, consent));
        return await grantToDevice(parts, found, session);
      };
      return await answerDevice(parts, userCode, grant, accountId(user));
    },
    async deny(userCode, session) {
      if (!(await find(userCode, session))) return false;
      const refusal = { error: 'access_denied', errorDescription: 'The person has refused.' };
      return await answerDevice(parts, userCode, async () => refusal);
    },
  };
}

async function findRequest(
  { grants, sealer, directory, now }: DeviceParts,
  userCode: string,
  session: BrowserSession,
): Promise<DeviceAuthorizationRequest | undefined> {
  const found = await firstOf(storedUserCodes(userCode, sealer), (one) => grants.findByUserCode(model, one, now()));
  if (!found) return undefined;
  const payload = readPayload(found);
  const { clientId, params } = payload;
  const application = await directory.applications.findByClientId(clientId);
  if (!application?.isActive) return undefined;
  const scopes = scopeNames(params.scope);
  // Nobody is to agree to what the application has lost since the device asked.
  const available = userScopes(await directory.applications.scopes(application));
  if (!scopes.every((name) => available.includes(name))) return undefined;
  return {
    application: { id: application.id, name: application.name },
    organizationId: isOfHost(application) ? params.organization : application.organizationId,
    scopes,
    lacks: lackOf(payload, session, now()),
  };
}

/** A proof since the device asked is recent enough, however long the person takes. */
function lackOf(
  { params, iat }: DeviceCodePayload,
  { methods, provedAt }: BrowserSession,
  now: number,
): DeviceAuthorizationRequest['lacks'] {
  if (params[strengthParameter] !== undefined && !isMultiFactor(methods)) return 'secondFactor';
  const seconds = scopeNames(params.prompt).includes('login') ? 0 : Number(params.max_age ?? Infinity);
  return provedAt >= iat * 1000 || now - provedAt <= seconds * 1000 ? undefined : 'recentProof';
}

/** Takes the code out of use, so that only one answer counts. */
async function answerDevice(
  { grants, sealer, now }: DeviceParts,
  userCode: string,
  changesFor: (found: FoundGrant) => Promise<Answer>,
  user?: string,
): Promise<boolean> {
  const found = await firstOf(storedUserCodes(userCode, sealer), (one) => grants.takeUserCode(model, one, now()));
  if (!found) return false;
  const changes = await changesFor(found);
  const payload = { ...readPayload(found), ...changes, userCode: undefined };
  const { organizationId, id, expiresAt } = found;
  const { clientId, grantId = null } = payload;
  const owner = { accountId: user ?? null, clientId, grantId };
  const key = { organizationId, model, id };
  return await grants.replace(newStoredGrant({ ...key, ...owner, payload: JSON.stringify(payload), expiresAt }));
}

async function grantToDevice(
  { provider, externalUrl }: DeviceParts,
  found: FoundGrant,
  session: BrowserSession,
): Promise<Answer> {
  const { clientId, params } = readPayload(found);
  const account = accountId(session.user);
  const { scope = '' } = params;
  const resource = grantedResource({ externalUrl });
  const facts = {
    accountId: account,
    clientId,
    scopes: scopeNames(scope),
    ...{ resource, targets: resourcesIn(params[resourceParameter]) },
    epoch: session.tokenEpoch,
  };
  const { jti } = await createGrant(await provider(), facts);
  return {
    ...{ accountId: account, grantId: jti, scope, resource, sessionUid: session.id },
    ...{ amr: amrOf(session.methods), authTime: Math.floor(session.provedAt / 1000) },
  };
}

const readPayload = ({ payload }: FoundGrant): DeviceCodePayload => JSON.parse(payload) as DeviceCodePayload;

async function firstOf<T>(names: readonly string[], look: (name: string) => Promise<T | undefined>) {
  for (const name of names) {
    const found = await look(name);
    if (found !== undefined) return found;
  }
  return undefined;
}
