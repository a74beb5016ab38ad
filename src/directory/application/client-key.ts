/** A public key as a JSON Web Key (RFC 7517). */
export type PublicJwk = Readonly<Record<string, unknown>>;

/** Members that only a private or a shared key has (RFC 7518 section 6). */
const secretMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** Size of the modulus in bits: below it can be broken, above it a verification costs too much. */
const modulusBits = { least: 2048, most: 4096 };

/** 65,537 has three bytes. The time of a verification grows with the exponent, and the sender of a key chooses it. */
const longestExponent = 4;

/** Bytes of a coordinate (RFC 7518 section 6.2.1, RFC 8037 section 2). */
const coordinateBytes: Readonly<Record<string, number>> = { 'P-256': 32, 'P-384': 48, 'P-521': 66, Ed25519: 32 };

/**
 * Why a key that a client sends or registers is not used, as the end of a sentence about it; undefined when it is used.
 * Only the text is looked at: what it would cost to compute with the key is known before anything is computed.
 */
export function refusedClientKey(jwk: PublicJwk): string | undefined {
  const secret = secretMembers.find((member) => member in jwk);
  if (secret !== undefined) return `has ${secret}, which belongs to a private key: name the public one only`;
  switch (jwk.kty) {
    case 'RSA':
      return refusedRsaKey(jwk);
    case 'EC':
      return refusedPoint(jwk, ['P-256', 'P-384', 'P-521'], ['x', 'y']);
    case 'OKP':
      return refusedPoint(jwk, ['Ed25519'], ['x']);
    default:
      return 'has a kty other than RSA, EC and OKP';
  }
}

function refusedRsaKey({ n, e }: PublicJwk): string | undefined {
  const modulus = bytesOf(n, modulusBits.most / 8);
  const bits = modulus?.[0] ? modulus.length * 8 - Math.clz32(modulus[0]) + 24 : 0;
  if (bits < modulusBits.least || bits > modulusBits.most) {
    return `must have a modulus n of ${modulusBits.least} to ${modulusBits.most} bits`;
  }
  const exponent = bytesOf(e, longestExponent);
  const isOdd = ((exponent?.at(-1) ?? 0) & 1) === 1;
  const isOne = exponent?.length === 1 && exponent[0] === 1;
  return isOdd && !isOne ? undefined : `must have an odd exponent e of at most ${longestExponent} bytes, such as AQAB`;
}

function refusedPoint(jwk: PublicJwk, curves: readonly string[], coordinates: readonly string[]): string | undefined {
  const { crv } = jwk;
  if (typeof crv !== 'string' || !curves.includes(crv)) return `must be on the curve ${curves.join(', ')}`;
  const length = coordinateBytes[crv] ?? 0;
  const wrong = coordinates.find((name) => bytesOf(jwk[name], length)?.length !== length);
  return wrong === undefined ? undefined : `must have ${length} bytes in ${wrong}`;
}

/** The bytes of a base64url text (RFC 4648 section 5), unless it is none or has more than `most`. */
function bytesOf(text: unknown, most: number): Buffer | undefined {
  if (typeof text !== 'string' || text.length > Math.ceil((most * 4) / 3) || !/^[\w-]+$/.test(text)) return undefined;
  return Buffer.from(text, 'base64url');
}
