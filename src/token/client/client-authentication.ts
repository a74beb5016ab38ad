import { errors } from 'oidc-provider';
import type { Throttle } from '../../admission/throttle.ts';
import { provesWithKeys } from '../../directory/application/relying-party.ts';
import { type Application, type Applications, matchesSecret } from '../../directory/application.ts';
import type { FederatedCredentials } from '../../directory/federated-credential.ts';
import { pathOf } from '../../directory/target.ts';
import type { KeySets } from '../../outgoing/key-sets.ts';
import type { TrustedIssuers } from '../../outgoing/trusted-issuers.ts';
import type { UsedOnce } from '../dpop/replay.ts';
import { prefixOf, tokenPath } from '../endpoints/paths.ts';
import type { RoutedRequest } from '../endpoints/routed-request.ts';
import type { Issuers } from '../issuers.ts';
import { type Registration, vouched } from '../provider/client.ts';
import { assertionType, isGenuine, readClientAssertion } from './client-assertion.ts';
import { refusedFederatedAssertion } from './federated-assertion.ts';

/** Where a form names the client. */
export interface ClientFields {
  readonly client_id?: string | undefined;
  readonly client_secret?: string | undefined;
  /** Names it too, in what it has signed (RFC 7523 section 2.2). */
  readonly client_assertion?: string | undefined;
  readonly client_assertion_type?: string | undefined;
}

/** How many characters each may have. */
export const clientFieldLengths = {
  client_id: 100,
  client_secret: 100,
  client_assertion: 16_384,
  client_assertion_type: 100,
} as const;

export interface ClientAuthenticationParts {
  readonly applications: Applications;
  /** Where used assertions are remembered. */
  readonly grants: UsedOnce;
  /** Where keys of applications are fetched. */
  readonly keySets: Pick<KeySets, 'find'>;
  readonly federatedCredentials: Pick<FederatedCredentials, 'ofApplication'>;
  /** Where keys of those are fetched who vouch for applications. */
  readonly trustedIssuers: Pick<TrustedIssuers, 'keysOf'>;
  readonly issuers: Pick<Issuers, 'all'>;
  /** Under which clients reach the server, without a slash at the end. */
  readonly externalUrl: string;
  readonly throttle: Throttle;
  readonly now: () => number;
}

/**
 * Puts the client's credentials into the form, wherever they were: a client may present them there or in
 * `Authorization: Basic` (RFC 6749 section 2.3.1). Another scheme is not meant for this endpoint and is ignored.
 *
 * @throws InvalidRequest when they were given in both places; InvalidClient when there are none.
 */
export function withClientCredentials<F extends ClientFields>(form: F, authorization: string | undefined): F {
  const [scheme, encoded = ''] = /^basic(?: +(.*))?$/i.exec(authorization?.trim() ?? '') ?? [];
  if (scheme !== undefined) return { ...form, ...fromBasic(form, encoded) };
  if (form.client_id === undefined && form.client_assertion === undefined) throw clientMissing();
  return form;
}

function fromBasic(form: ClientFields, encoded: string): Required<Pick<ClientFields, 'client_id' | 'client_secret'>> {
  const { client_id, client_secret } = decodeBasic(encoded);
  const isTwice = form.client_secret !== undefined || form.client_assertion !== undefined;
  if (isTwice || (form.client_id ?? client_id) !== client_id) {
    throw new errors.InvalidRequest('The client must be named in one place: in the form or in the header.');
  }
  return { client_id, client_secret };
}

/**
 * The application that the form names, with what it has to have: its secret, something signed with its key, or nothing.
 * Whether the client is unknown or its proof wrong makes no difference to the caller, in words or in time. Only what is
 * wrong counts for the network that it came from: others there are not refused for it.
 *
 * @throws InvalidClient; InvalidRequest when it proves itself in two ways; GatehouseError TooManyRequests when it is wrong
 *   and its network has sent too many that were.
 */
export async function authenticateClient(
  form: ClientFields,
  request: RoutedRequest,
  parts: ClientAuthenticationParts,
): Promise<Registration> {
  try {
    if (form.client_assertion === undefined) return await authenticateBySecret(form, parts);
    // What is signed may be meant for the path as it was fetched.
    return await authenticateSigner(form, form.client_assertion, pathOf(request.originalUrl), parts);
  } catch (error) {
    if (error instanceof errors.InvalidClient) await parts.throttle.spend('secret', request.clientIp ?? '');
    throw error;
  }
}

async function authenticateBySecret(
  { client_id = '', client_secret }: ClientFields,
  { applications, now }: ClientAuthenticationParts,
): Promise<Registration> {
  const application = await applications.findByClientId(client_id);
  const isPublic = application?.isActive === true && !application.isConfidential;
  const scopes = await applications.scopes(application ?? nobody);
  if (isPublic && client_secret === undefined) return { application, scopes };
  const secrets = await applications.secrets(application ?? nobody);
  // One that signs with keys of its own has no use for a secret, so neither has a thief.
  const isGenuine = matchesSecret(client_secret ?? '', secrets, now()) && !(application && provesWithKeys(application));
  if (application?.isActive && application.isConfidential && isGenuine) return { application, scopes };
  throw notAuthenticated();
}

async function authenticateSigner(
  { client_id, client_secret, client_assertion_type }: ClientFields,
  text: string,
  endpoint: string,
  parts: ClientAuthenticationParts,
): Promise<Registration> {
  const { applications, grants, keySets, issuers, externalUrl, now } = parts;
  if (client_assertion_type !== assertionType) {
    throw new errors.InvalidRequest(`client_assertion_type must be ${assertionType}.`);
  }
  if (client_secret !== undefined) throw new errors.InvalidRequest('The client must prove itself in one way.');
  const assertion = readClientAssertion(text);
  if (client_id !== undefined && client_id !== assertion?.clientId)
    return await authenticateVouched(client_id, text, parts);
  if (!assertion) throw notAuthenticated();
  const application = await applications.findByClientId(assertion.clientId);
  if (!application?.isActive || !application.isConfidential) throw notAuthenticated();
  const url = `${externalUrl}${endpoint}`;
  const known = issuers.all.flatMap((issuer) => [issuer, `${issuer}${tokenPath}`]);
  const audiences = [...known, url, `${externalUrl}${tokenEndpointBeside(endpoint)}`];
  if (!(await isGenuine(assertion, application, audiences, { grants, keySets }, now()))) throw notAuthenticated();
  return { application, scopes: await applications.scopes(application) };
}

/** The application with a token of somebody whom it trusts to vouch for it. */
async function authenticateVouched(
  clientId: string,
  text: string,
  { applications, federatedCredentials, trustedIssuers, now }: ClientAuthenticationParts,
): Promise<Registration> {
  const application = await applications.findByClientId(clientId);
  const credentials = await federatedCredentials.ofApplication(application ?? nobody);
  if (!application?.isActive || !application.isConfidential) throw notAuthenticated();
  const refusal = await refusedFederatedAssertion(text, credentials, { trustedIssuers, now: now() });
  if (refusal !== undefined) throw notAuthenticated(refusal);
  return { application, scopes: await applications.scopes(application) };
}

/** Many libraries name the token endpoint wherever they prove themselves (RFC 9126 section 2, RFC 7523 section 3). */
const tokenEndpointBeside = (endpoint: string): string => {
  const below = /\/connect\/[^/]+\/*$/i.exec(endpoint)?.[0] ?? '';
  return `${prefixOf(endpoint, below)}${tokenPath}`;
};

/** The same form for the library, which takes our word for it that the client is who it says. */
export function vouchFor<F extends ClientFields>(
  form: F,
  { isConfidential, id }: Application,
): Omit<F, 'client_assertion' | 'client_assertion_type'> {
  const { client_assertion, client_assertion_type, client_secret, ...rest } = form;
  return { ...rest, client_id: id, ...(isConfidential ? { client_secret: vouched } : {}) } as F;
}

/** @param reason for the log: the answer does not tell it. */
const notAuthenticated = (reason?: string) => new errors.InvalidClient('client authentication failed', reason);

const nobody = { organizationId: '', id: '' } as Application;

/** RFC 7617, with id and secret form-encoded as OAuth wants them. */
function decodeBasic(encoded: string): Required<Pick<ClientFields, 'client_id' | 'client_secret'>> {
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const client_id = decodeFormValue(text.slice(0, colon));
  const client_secret = decodeFormValue(text.slice(colon + 1));
  if (colon < 1 || !client_id || !client_secret) throw clientMissing();
  return { client_id, client_secret };
}

function decodeFormValue(value: string): string | undefined {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

const clientMissing = () => new errors.InvalidClient('The request names no client.');
