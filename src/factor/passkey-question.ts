import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import type { Factor } from '../directory/factor.ts';
import { passkeyState } from './passkey-state.ts';
import type { FactorTools } from './strategy.ts';

/** The relying party (WebAuthn Level 3, section 4), as browsers see it. */
export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

/**
 * The relying party that this server is. Undefined where browsers let nobody have passkeys: under a bare address, or without
 * TLS, but for the machine itself.
 */
export function relyingParty({ externalUrl }: Pick<FactorTools, 'externalUrl'>): RelyingParty | undefined {
  const { hostname: id, origin, protocol } = new URL(externalUrl);
  const isSecure = protocol === 'https:' || id === 'localhost' || id.endsWith('.localhost');
  return isSecure && isIP(id) === 0 && !id.startsWith('[') ? { id, origin } : undefined;
}

/** How long the browser waits for the person, in milliseconds. */
export const passkeyTimeoutMs = 5 * 60_000;

/** What is asked of a passkey. */
export interface PasskeyQuestion {
  /** `PublicKeyCredentialRequestOptionsJSON`, for the browser. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What the server must find again with the answer: when it was asked, in epoch milliseconds, and the challenge. */
  readonly asked: string;
}

/**
 * Asks for one of a person's passkeys, or, where nobody has said a name, for any of this server. Undefined where there can be
 * no passkeys.
 */
export function askPasskey(
  tools: Pick<FactorTools, 'externalUrl' | 'now'>,
  own: readonly Factor[] = [],
): PasskeyQuestion | undefined {
  const party = relyingParty(tools);
  if (!party) return undefined;
  const challenge = newChallenge();
  const options = {
    ...{ challenge, rpId: party.id, timeout: passkeyTimeoutMs, userVerification: 'required' },
    allowCredentials: credentialsOf(own),
  };
  return { options, asked: `${tools.now()}.${challenge}` };
}

export function readAsked(asked: string | undefined): { readonly at: number; readonly challenge: string } | undefined {
  const [, at, challenge] = /^(\d{1,16})\.([\w-]{43})$/.exec(asked ?? '') ?? [];
  return at && challenge ? { at: Number(at), challenge } : undefined;
}

export const newChallenge = (): string => randomBytes(32).toString('base64url');

/** Those among the factors that are passkeys, as browsers are told of them. */
export const credentialsOf = (own: readonly Factor[]) =>
  own
    .filter(({ kind }) => kind === 'passkey')
    .map(passkeyState)
    .map(({ credentialId, transports }) => ({ type: 'public-key', id: credentialId, transports }));
