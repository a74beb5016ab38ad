export type CertificateRole = 'primary' | 'secondary';

/** The public part of an X.509 certificate. Private keys are not kept, so that none can leak. */
export interface Certificate {
  /** DER in base64. */
  readonly certificate: string;
  /** SHA-1 of the DER form, in upper-case hex: a name, not a proof. */
  readonly thumbprint: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface StoredCertificate extends Certificate {
  /** Within the organization. */
  readonly id: number;
  readonly role: CertificateRole;
}

export interface Certificates {
  of(organizationId: string): Promise<readonly StoredCertificate[]>;
  /** In place of the one that has the role. */
  put(organizationId: string, role: CertificateRole, certificate: Certificate, at: number): Promise<StoredCertificate>;
  /** Each takes the role of the other. */
  swap(organizationId: string): Promise<void>;
  delete(organizationId: string, id: number): Promise<void>;
}
