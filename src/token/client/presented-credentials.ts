import * as errors from 'oidc-provider/lib/helpers/errors.js';
import { maxClientIdLength } from '../../directory/application.ts';
import { readClientAssertion } from './client-assertion.ts';

/** The form fields that name and authenticate the client. */
export interface ClientFields {
  readonly client_id?: string | undefined;
  readonly client_secret?: string | undefined;
  /** Names the client, too (RFC 7523 section 2.2). */
  readonly client_assertion?: string | undefined;
  readonly client_assertion_type?: string | undefined;
}

/** The maximum length of each, in characters. */
export const clientFieldLengths = {
  client_id: maxClientIdLength,
  client_secret: 100,
  client_assertion: 16_384,
  client_assertion_type: 100,
} as const;

/**
 * The form with the client's credentials, which may also be in `Authorization: Basic` (RFC 6749 section 2.3.1). Other schemes
 * are ignored.
 *
 * @throws InvalidRequest when they were given in both places; InvalidClient when there are none.
 */
export function withClientCredentials<F extends ClientFields>(form: F, authorization: string | undefined): F {
  const [scheme, encoded = ''] = /^basic(?: +(.*))?$/i.exec(authorization?.trim() ?? '') ?? [];
  if (scheme !== undefined) return { ...form, ...fromBasic(form, encoded) };
  if (form.client_id === undefined && form.client_assertion === undefined) throw clientCredentialsMissing();
  return form;
}

/** Who the client says that it is, for the log: an assertion may be all that names it (RFC 7523 section 3). */
export function claimedClient({ client_id, client_assertion = '' }: ClientFields): string {
  const claimed = client_id ?? readClientAssertion(client_assertion)?.clientId ?? '';
  return claimed.slice(0, clientFieldLengths.client_id);
}

function fromBasic(form: ClientFields, encoded: string): Required<Pick<ClientFields, 'client_id' | 'client_secret'>> {
  const { client_id, client_secret } = decodeBasic(encoded);
  const isTwice = form.client_secret !== undefined || form.client_assertion !== undefined;
  if (isTwice || (form.client_id ?? client_id) !== client_id) {
    throw new errors.InvalidRequest('The client must be named in one place: in the form or in the header.');
  }
  return { client_id, client_secret };
}

/** RFC 7617, with id and secret form-encoded as RFC 6749 section 2.3.1 requires. */
function decodeBasic(encoded: string): Required<Pick<ClientFields, 'client_id' | 'client_secret'>> {
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const client_id = decodeFormValue(text.slice(0, colon));
  const client_secret = decodeFormValue(text.slice(colon + 1));
  if (colon < 1 || !client_id || !client_secret) throw clientCredentialsMissing();
  return { client_id, client_secret };
}

function decodeFormValue(value: string): string | undefined {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

const clientCredentialsMissing = () => new errors.InvalidClient('The request names no client.');
