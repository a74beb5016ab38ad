import { errors } from 'oidc-provider';
import type { TokenForm } from './form.ts';

/**
 * Puts the client's credentials into the form, wherever they were: a client may present them there or in
 * `Authorization: Basic` (RFC 6749 section 2.3.1). Another scheme is not meant for this endpoint and is ignored.
 *
 * @throws InvalidRequest when they were given in both places; InvalidClient when there are none.
 */
export function withClientCredentials(form: TokenForm, authorization: string | undefined): TokenForm {
  const [scheme, encoded = ''] = /^basic(?: +(.*))?$/i.exec(authorization?.trim() ?? '') ?? [];
  if (scheme !== undefined) return { ...form, ...fromBasic(form, encoded) };
  if (form.client_id === undefined) throw clientMissing();
  return form;
}

function fromBasic(form: TokenForm, encoded: string): TokenForm {
  const { client_id, client_secret } = decodeBasic(encoded);
  if (form.client_secret !== undefined || (form.client_id ?? client_id) !== client_id) {
    throw new errors.InvalidRequest('The client must be named in one place: in the form or in the header.');
  }
  return { client_id, client_secret };
}

/** RFC 7617, with id and secret form-encoded as OAuth wants them. */
function decodeBasic(encoded: string): Required<Pick<TokenForm, 'client_id' | 'client_secret'>> {
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
