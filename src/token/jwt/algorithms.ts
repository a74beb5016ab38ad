/**
 * The algorithms with which clients may sign assertions and proofs: asymmetric ones only, never a secret (RFC 7518 section 3.1; `EdDSA` stands for `Ed25519`, its name since RFC 9864).
 */
export const clientAlgorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'ES512', 'Ed25519', 'EdDSA'] as const;
