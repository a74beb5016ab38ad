// Options and answers of passkeys as JSON (WebAuthn Level 3, sections 5.1.7 to 5.1.10), also in browsers that know no more than
// Level 2, such as Safari before 18.4.

type CreationOptions = PublicKeyCredentialCreationOptionsJSON;
type RequestOptions = PublicKeyCredentialRequestOptionsJSON;

export function creationOptions(json: CreationOptions): PublicKeyCredentialCreationOptions {
  if ('parseCreationOptionsFromJSON' in PublicKeyCredential)
    return PublicKeyCredential.parseCreationOptionsFromJSON(json);
  const { challenge, user, excludeCredentials, extensions: _none, ...others } = json;
  const own = { challenge: bytesOf(challenge), user: { ...user, id: bytesOf(user.id) } };
  return { ...others, ...own, excludeCredentials: withBytes(excludeCredentials) } as PublicKeyCredentialCreationOptions;
}

export function requestOptions(json: RequestOptions): PublicKeyCredentialRequestOptions {
  if ('parseRequestOptionsFromJSON' in PublicKeyCredential)
    return PublicKeyCredential.parseRequestOptionsFromJSON(json);
  const { challenge, allowCredentials, extensions: _none, ...others } = json;
  const own = { challenge: bytesOf(challenge), allowCredentials: withBytes(allowCredentials) };
  return { ...others, ...own } as PublicKeyCredentialRequestOptions;
}

/** What the passkey says, as JSON. */
export function answerText(credential: PublicKeyCredential): string {
  if ('toJSON' in credential) return JSON.stringify(credential);
  const { id, rawId, type, response } = credential as PublicKeyCredential;
  const answer = response instanceof AuthenticatorAttestationResponse ? made(response) : signed(response);
  return JSON.stringify({ id, rawId: textOf(rawId), type, clientExtensionResults: {}, response: answer });
}

const made = (response: AuthenticatorAttestationResponse) => ({
  clientDataJSON: textOf(response.clientDataJSON),
  attestationObject: textOf(response.attestationObject),
  transports: response.getTransports?.() ?? [],
});

function signed(response: AuthenticatorResponse) {
  const { clientDataJSON, authenticatorData, signature, userHandle } = response as AuthenticatorAssertionResponse;
  return {
    ...{ clientDataJSON: textOf(clientDataJSON), authenticatorData: textOf(authenticatorData) },
    ...{ signature: textOf(signature), userHandle: userHandle ? textOf(userHandle) : undefined },
  };
}

const withBytes = (descriptors: readonly PublicKeyCredentialDescriptorJSON[] = []) =>
  descriptors.map((one) => ({ ...one, id: bytesOf(one.id) }));

/** The bytes that stand in base64url (RFC 4648, section 5), without padding. */
const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (byte) => byte.charCodeAt(0));

const textOf = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
