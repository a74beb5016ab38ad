import { maxClientIdLength } from '../../directory/application.ts';

/**
 * The parameters of an authorization request that are read, and how many characters each may have. Others are ignored (RFC
 * 6749 section 3.1).
 */
const maxLengths: Readonly<Record<string, number>> = {
  ...{ client_id: maxClientIdLength, response_type: 100, response_mode: 100, redirect_uri: 2048, scope: 4096 },
  ...{ state: 2048, nonce: 2048, login_hint: 2048, id_token_hint: 8192, acr_values: 2048 },
  ...{ code_challenge: 128, code_challenge_method: 100, dpop_jkt: 100, prompt: 100, max_age: 100, display: 100 },
  ...{ ui_locales: 2048, claims_locales: 2048, request: 2048, request_uri: 2048, registration: 2048 },
  ...{ resource: 2048 },
};

/** The limit for all of them together, as JSON in UTF-8: in that form a waiting request is put into a URL. */
const maxBytes = 8192;

export interface LimitedParameters {
  readonly parameters: URLSearchParams;
  /** Why the request is refused, if it is. */
  readonly refusal: string | undefined;
}

/**
 * The parameters that are read. A value that is too long is cut so that it still differs from every valid value; but a
 * `state` is left out, because the application must get it back whole or not at all.
 */
export function limitParameters(given: Iterable<readonly [name: string, value: string]>): LimitedParameters {
  const parameters = new URLSearchParams();
  const tooLong = new Map<string, number>();
  let bytes = 0;
  for (const [name, value] of given) {
    const maxLength = Object.entries(maxLengths).find(([known]) => known === name)?.[1];
    if (maxLength === undefined || value === '') continue;
    bytes += Buffer.byteLength(JSON.stringify(value));
    if (value.length > maxLength) tooLong.set(name, maxLength);
    parameters.append(name, value.slice(0, maxLength + 1));
  }
  if (tooLong.has('state')) parameters.delete('state');
  const [refusal] = [...tooLong].map(([name, maxLength]) => `${name} must not be longer than ${maxLength} characters.`);
  if (refusal !== undefined || bytes <= maxBytes) return { parameters, refusal };
  return { parameters, refusal: `The request must not be larger than ${maxBytes} bytes.` };
}
