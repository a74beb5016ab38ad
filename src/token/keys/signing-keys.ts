/** How tokens are signed (RFC 7518 section 3.1): with RSA of 2048 bits, or with ECDSA over P-256. */
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

const signingAlgorithms = ['RS256', 'ES256'] as const;

export const isSigningAlgorithm = (name: unknown): name is SigningAlgorithm =>
  signingAlgorithms.some((one) => one === name);

/** A stored signing key. Times are epoch milliseconds. */
export interface StoredSigningKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  /** JSON text, for people and tools that read the store; the server derives the public key from the private one. */
  readonly publicJwk: string;
  readonly sealedPrivateJwk: string;
  readonly createdAt: number;
  readonly activatesAt: number;
  readonly retiresAt: number | null;
}

/** Stores the signing keys, shared by every process of the installation. */
export interface SigningKeys {
  /** Costs nothing, and returns the same list, as long as nobody writes to them. */
  all(): Promise<readonly StoredSigningKey[]>;
  /** Stores the key if there is none yet. Returns whether it did. */
  insertFirst(key: StoredSigningKey): Promise<boolean>;
  /**
   * Stores a successor and lets its predecessors retire at `retiresAt`, both or neither. Returns false, and changes
   * nothing, when every predecessor already has a successor: another process was faster.
   */
  insertSuccessor(successor: StoredSigningKey, predecessors: readonly string[], retiresAt: number): Promise<boolean>;
  /** Replaces all keys with this one. To be called inside a transaction. */
  replaceAll(key: StoredSigningKey): Promise<void>;
  /** Deletes retired keys. */
  dropRetired(now: number): Promise<void>;
}
