import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';

/** Characters of an answer at most: keys and signatures of every common kind are far shorter. */
const longestAnswer = 16_384;

/** What a browser says of a new passkey; undefined when the text is nothing of the kind. */
export const readRegistration = (text: string): RegistrationResponseJSON | undefined =>
  readCredential<RegistrationResponseJSON>(text, ['clientDataJSON', 'attestationObject']);

/** What a passkey has signed; undefined when the text is nothing of the kind. */
export const readAssertion = (text: string): AuthenticationResponseJSON | undefined =>
  readCredential<AuthenticationResponseJSON>(text, ['clientDataJSON', 'authenticatorData', 'signature']);

/** What a passkey says of whose it is, in base64url; empty where it says nothing. */
export function handleIn(text: string): string {
  const handle: unknown = readAssertion(text)?.response.userHandle;
  return typeof handle === 'string' ? handle : '';
}

function readCredential<T>(text: string, members: readonly string[]): T | undefined {
  if (text.length > longestAnswer) return undefined;
  const read = parsed(text);
  if (!isObject(read) || typeof read.id !== 'string' || !isObject(read.response)) return undefined;
  const { response } = read;
  return members.every((name) => typeof response[name] === 'string') ? (read as T) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
