import { errors } from 'oidc-provider';
import { type Application, type Applications, matchesSecret } from '../../directory/application.ts';
import type { Registration } from '../provider/client.ts';

/** Where a form names the client. */
export interface ClientFields {
  readonly client_id?: string | undefined;
  readonly client_secret?: string | undefined;
  /** Names it too, in what it has signed (RFC 7523 section 2.2). */
  readonly client_assertion?: string | undefined;
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
 * The application that the form names, with its secret when it has to have one. Whether the client is unknown or its
 * secret wrong makes no difference to the caller, in words or in time.
 *
 * @throws InvalidClient.
 */
export async function authenticateClient(
  { client_id = '', client_secret }: ClientFields,
  applications: Applications,
  now: number,
): Promise<Registration> {
  const application = await applications.findByClientId(client_id);
  const isPublic = application?.isActive === true && !application.isConfidential;
  const scopes = await applications.scopes(application ?? nobody);
  if (isPublic && client_secret === undefined) return { application, scopes };
  const secrets = await applications.secrets(application ?? nobody);
  // One that signs with keys of its own has no use for a secret, so neither has a thief.
  const isGenuine = matchesSecret(client_secret ?? '', secrets, now) && !application?.jwks;
  if (application?.isActive && application.isConfidential && isGenuine) return { application, scopes };
  throw new errors.InvalidClient('client authentication failed');
}

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
