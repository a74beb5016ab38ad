import { argon2 } from './libraries.ts';
import type { Argon2Parameters, HashCost } from './scheme.ts';

/**
 * Argon2id (RFC 9106), version 0x13, as a PHC string: `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`, both parts in
 * base64 without padding. The scheme of every password that Gatehouse hashes.
 */
export const name = 'argon2id';

/** What a PHC string says about its hash. */
export interface Argon2Description extends Argon2Parameters {
  readonly saltBytes: number;
  readonly hashBytes: number;
}

/** The recommendation of the OWASP Password Storage Cheat Sheet; nothing weaker is ever made. */
export const floor: Argon2Parameters = Object.freeze({ memoryKiB: 19456, iterations: 2, parallelism: 1 });

/**
 * Nothing more expensive is made or verified: an imported hash must not decide how much memory and time a sign-in
 * takes. At most 256 MiB for each thread of the hash pool.
 */
export const ceiling: Argon2Parameters = Object.freeze({ memoryKiB: 262144, iterations: 10, parallelism: 16 });

/** RFC 9106 recommends a salt of 16 bytes; the library draws that many from the system's random source. */
const saltBytes = 16;
const hashBytes = 32;

/** Why hashes may not be made with these parameters; undefined when they may. */
export function parameterProblem(parameters: Argon2Parameters): string | undefined {
  for (const member of ['memoryKiB', 'iterations', 'parallelism'] as const) {
    const value = parameters[member];
    if (!Number.isInteger(value) || value < floor[member] || value > ceiling[member]) {
      return `Argon2id ${member} must be a whole number between ${floor[member]} and ${ceiling[member]}, not ${value}.`;
    }
  }
  return undefined;
}

/** Hashes with a new random salt. Throws a RangeError on parameters that `parameterProblem` refuses. */
export function hash(password: string, parameters: Argon2Parameters): string {
  const problem = parameterProblem(parameters);
  if (problem !== undefined) {
    throw new RangeError(problem);
  }
  return argon2().hashSync(password, {
    memoryCost: parameters.memoryKiB,
    timeCost: parameters.iterations,
    parallelism: parameters.parallelism,
    outputLen: hashBytes,
  });
}

/** A well-formed hash with these parameters that belongs to no password: nobody can find one for 256 chosen bits. */
export function decoy({ memoryKiB, iterations, parallelism }: Argon2Parameters): string {
  const zeros = (bytes: number) => Buffer.alloc(bytes).toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=${memoryKiB},t=${iterations},p=${parallelism}$${zeros(saltBytes)}$${zeros(hashBytes)}`;
}

/** False for a wrong password, and, without any work, for a hash that is not acceptable. */
export function verify(phc: string, password: string): boolean {
  return isAcceptable(phc) && argon2().verifySync(phc, password);
}

export function recognises(storedHash: string): boolean {
  return storedHash.startsWith('$argon2id$v=19$');
}

/** What a hash costs that may be verified. */
export function costOf(phc: string): HashCost | undefined {
  const description = describe(phc);
  if (!description || !isUnderCeiling(description)) return undefined;
  const { memoryKiB, iterations, parallelism } = description;
  return { kind: `argon2id m=${memoryKiB},t=${iterations},p=${parallelism}`, ms: argon2Ms(description) };
}

/** The time of any Argon2 grows with the memory and the passes over it; lanes help only where cores are idle. */
export const argon2Ms = ({ memoryKiB, iterations }: Argon2Parameters): number => memoryKiB * iterations * 6e-4;

/**
 * Whether the PHC string may be stored and verified: well formed and under the ceiling. Weaker than the floor is
 * acceptable, because a hash made elsewhere is renewed at the next success. The library alone is no judge of that: it
 * also verifies Argon2i and Argon2d, and takes any cost.
 */
export function isAcceptable(phc: string): boolean {
  const description = describe(phc);
  return description !== undefined && isUnderCeiling(description);
}

const isUnderCeiling = ({ memoryKiB, iterations, parallelism }: Argon2Parameters): boolean =>
  memoryKiB <= ceiling.memoryKiB && iterations <= ceiling.iterations && parallelism <= ceiling.parallelism;

/** Whether the hash is weaker in any respect than one made now with `parameters`, and so due to be renewed. */
export function isOutdated(phc: string, parameters: Argon2Parameters): boolean {
  const description = describe(phc);
  return (
    description === undefined ||
    description.memoryKiB < parameters.memoryKiB ||
    description.iterations < parameters.iterations ||
    description.parallelism < parameters.parallelism ||
    description.saltBytes < saltBytes ||
    description.hashBytes < hashBytes
  );
}

const phcForm =
  /^\$argon2id\$v=19\$m=([1-9]\d{0,9}),t=([1-9]\d{0,9}),p=([1-9]\d{0,2})\$([A-Za-z\d+/]{1,86})\$([A-Za-z\d+/]{1,86})$/;

/**
 * Reads a PHC string strictly: Argon2id version 0x13, the three parameters in this order without leading zeros,
 * canonical base64, a salt of 8–64 bytes, a hash of 16–64 bytes, and the 8 KiB a lane that RFC 9106 asks for. Undefined
 * for anything else.
 */
export function describe(phc: string): Argon2Description | undefined {
  const [, m, t, p, salt = '', hash = ''] = phcForm.exec(phc) ?? [];
  const description = {
    memoryKiB: Number(m),
    iterations: Number(t),
    parallelism: Number(p),
    saltBytes: base64Bytes(salt),
    hashBytes: base64Bytes(hash),
  };
  const wellFormed =
    description.memoryKiB >= 8 * description.parallelism && description.saltBytes >= 8 && description.hashBytes >= 16;
  return wellFormed ? description : undefined;
}

/**
 * How many bytes an unpadded text of the base64 alphabet holds; 0 when it is not the one canonical spelling of them, whose
 * last letter has zeros in the bits that are left over (RFC 4648 section 3.5). To decode it takes ten times as long.
 */
function base64Bytes(text: string): number {
  const bits = 6 * text.length;
  const isCanonical = [/^/, undefined, /[AEIMQUYcgkosw048]$/, undefined, /[AQgw]$/][bits % 8]?.test(text);
  return isCanonical ? Math.floor(bits / 8) : 0;
}
