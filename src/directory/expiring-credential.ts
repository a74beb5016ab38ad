/** What lets in or vouches for somebody, and ends on a day of its own that only people can put off. */
export interface ExpiringCredential {
  readonly kind: 'secret' | 'personalAccessToken' | 'certificate';
  /** The number of a secret or a certificate within the organization, the id of a token. */
  readonly id: string;
  /** The application or the person whose it is; null: the organization. */
  readonly ownerId: string | null;
  /** Of the application or the person; of a certificate, its role. */
  readonly ownerName: string;
  readonly description: string | null;
  readonly createdAt: number;
  /** Null: never. */
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
  /** When another secret took its place: then it is meant to end. */
  readonly replacedAt: number | null;
}

/** What ends within so many days ends soon: there is time to renew it. */
export const soonDays = 30;

const dayMs = 24 * 60 * 60_000;

/** Both in epoch milliseconds. What has ended is among it. */
export const endsSoon = (at: number, now: number): boolean => at - now < soonDays * dayMs;

export interface ExpiringQuery {
  /** Epoch milliseconds: what has ended before is left out, but for certificates, which stay until somebody replaces them. */
  readonly from: number;
  readonly until: number;
  /** Besides, those that never end. */
  readonly withEndless: boolean;
  /** Only of these; absent: of all. */
  readonly kinds?: readonly ExpiringCredential['kind'][];
  /** Only what follows this one in the list; absent: from its beginning. */
  readonly behind?: ExpiringCredential;
  readonly skip: number;
  readonly limit: number;
}

export interface ExpiringPage {
  readonly totalCount: number;
  /** What ends first comes first, what never ends last. */
  readonly results: readonly ExpiringCredential[];
}

export interface ExpiringCredentials {
  page(organizationId: string, query: ExpiringQuery): Promise<ExpiringPage>;
  /** Until when the administrators of the organization have been told what ends soon; 0: never. */
  toldUntil(organizationId: string): Promise<number>;
  /** They are told now: false when another process has told them since. */
  mayTell(organizationId: string, toldUntil: number, at: number): Promise<boolean>;
}
