/** What one Argon2 hash costs. */
export interface Argon2Parameters {
  /** Memory in KiB (`m`). */
  readonly memoryKiB: number;
  /** Passes over that memory (`t`). */
  readonly iterations: number;
  /** Lanes (`p`), each computed by a thread of its own when there are several. */
  readonly parallelism: number;
}

/** What it takes to verify a hash. */
export interface HashCost {
  /** The same for hashes that take as long: the scheme and its parameters, without salt and key. */
  readonly kind: string;
  /** Milliseconds on a processor of today, to compare kinds with each other. */
  readonly ms: number;
}

/**
 * A way in which a stored password hash can be written. Each is one file beside this one, whose exports are these members.
 * Argon2id makes every new hash; a scheme beside it only verifies hashes that were made elsewhere.
 */
export interface HashScheme {
  readonly name: string;
  /** Whether the stored hash claims to be of this scheme; no two schemes claim the same one. */
  recognises(storedHash: string): boolean;
  /** Whether the hash is well formed and cheap enough to be verified. Computes nothing. */
  isAcceptable(storedHash: string): boolean;
  /** Undefined for a hash that is not acceptable. */
  costOf(storedHash: string): HashCost | undefined;
  /** Computes for milliseconds: call it on a thread of the hash pool only. False for a hash that is not acceptable. */
  verify(storedHash: string, password: string): boolean;
  /** Whether the hash is weaker than one made now with `parameters`. */
  isOutdated(storedHash: string, parameters: Argon2Parameters): boolean;
}
