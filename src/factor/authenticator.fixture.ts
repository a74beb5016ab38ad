import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

// An authenticator and the browser before it, as far as a server can tell: what they send is as WebAuthn Level 3 says.

const here = { rpId: 'login.hogwarts.example', origin: 'https://login.hogwarts.example' };

const flag = { present: 0x01, verified: 0x04, withCredential: 0x40 } as const;

/** What is told otherwise than it is. */
interface Lies {
  readonly rpId?: string;
  readonly origin?: string;
  readonly isVerified?: boolean;
  /** Of the signature; 0 where the authenticator does not count. */
  readonly counter?: number;
  /** Of the statement of the maker, with an address in it that nobody must follow. */
  readonly format?: string;
}

export interface Authenticator {
  readonly credentialId: string;
  readonly privateKey: KeyObject;
  /** As COSE_Key, in base64url. */
  readonly publicKey: string;
  /** Makes its passkey: the answer of the browser as JSON. */
  register(challenge: string, lies?: Lies): string;
  /** Signs a challenge with it. */
  answer(challenge: string, handle: string, lies?: Lies): string;
}

/** An authenticator with one passkey, of ECDSA with P-256. */
export function newAuthenticator(): Authenticator {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(32);
  const credentialId = id.toString('base64url');
  const key = coseKey(publicKey);
  const response = (response: object) => JSON.stringify({ ...common, id: credentialId, rawId: credentialId, response });
  return {
    ...{ credentialId, privateKey, publicKey: key.toString('base64url') },
    register(challenge, lies = {}) {
      const length = Buffer.of(0, id.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, id, key]);
      const authData = Buffer.concat([authenticatorData(lies, flag.withCredential), attested]);
      const attestationObject = attestation(authData, lies.format ?? 'none').toString('base64url');
      const clientDataJSON = clientData('webauthn.create', challenge, lies).toString('base64url');
      return response({ clientDataJSON, attestationObject, transports: ['internal', 'owl'] });
    },
    answer(challenge, userHandle, lies = {}) {
      const [authData, client] = [authenticatorData(lies, 0), clientData('webauthn.get', challenge, lies)];
      const signed = Buffer.concat([authData, createHash('sha256').update(client).digest()]);
      return response({
        ...{ clientDataJSON: client.toString('base64url'), authenticatorData: authData.toString('base64url') },
        ...{ signature: sign('sha256', signed, privateKey).toString('base64url'), userHandle },
      });
    },
  };
}

const common = { type: 'public-key', clientExtensionResults: {} };

function authenticatorData({ rpId = here.rpId, isVerified = true, counter = 0 }: Lies, more: number): Buffer {
  const start = Buffer.alloc(37);
  createHash('sha256').update(rpId).digest().copy(start);
  start[32] = flag.present | (isVerified ? flag.verified : 0) | more;
  start.writeUInt32BE(counter, 33);
  return start;
}

const clientData = (type: string, challenge: string, { origin = here.origin }: Lies): Buffer =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

function attestation(authData: Buffer, fmt: string): Buffer {
  const statement = new Map(fmt === 'none' ? [] : [['x5c', [Buffer.from('no certificate')]]]) as Map<string, never>;
  const parts: [string, string | Uint8Array | Map<string, never>][] = [
    ['fmt', fmt],
    ['attStmt', statement],
    ['authData', new Uint8Array(authData)],
  ];
  return Buffer.from(isoCBOR.encode(new Map(parts)));
}

function coseKey(publicKey: KeyObject): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));
  const members: [number, number | Uint8Array][] = [
    ...([
      [1, 2],
      [3, -7],
      [-1, 1],
    ] as [number, number][]),
    [-2, bytes(x)],
    [-3, bytes(y)],
  ];
  return Buffer.from(isoCBOR.encode(new Map(members)));
}
