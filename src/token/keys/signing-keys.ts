/** A signing key at rest. Times are epoch milliseconds. */
export interface StoredSigningKey {
  readonly kid: string;
  readonly algorithm: 'RS256';
  /** JSON text, for people and tools that look into the store; the server derives the public key from the private one. */
  readonly publicJwk: string;
  readonly sealedPrivateJwk: string;
  readonly createdAt: number;
  readonly activatesAt: number;
  readonly retiresAt: number | null;
}

/** Where signing keys are kept, shared by every process of the installation. */
export interface SigningKeys {
  /** Costs nothing as long as nobody writes to them, and gives the same list then. */
  all(): Promise<readonly StoredSigningKey[]>;
  /** Stores the key if there is none yet. Answers whether it did. */
  insertFirst(key: StoredSigningKey): Promise<boolean>;
  /**
   * Stores a successor and has its predecessors retire at `retiresAt`, both or neither. Answers false, and changes
   * nothing, when every predecessor already has a successor: another process was faster.
   */
  insertSuccessor(successor: StoredSigningKey, predecessors: readonly string[], retiresAt: number): Promise<boolean>;
  /** Puts the key in the place of all others. Inside a transaction. */
  replaceAll(key: StoredSigningKey): Promise<void>;
  /** Deletes the keys whose time is over. */
  dropRetired(now: number): Promise<void>;
}
