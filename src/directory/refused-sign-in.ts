export interface RefusedSignInCount {
  /** The host, where there is no such organization or it was not looked for. */
  readonly organizationId: string;
  /** In minutes since the epoch. */
  readonly minute: number;
  readonly network: string;
  readonly reason: 'unknownName' | 'impossiblePassword';
  readonly count: number;
}

export interface RefusedSignInCounts {
  /** Adds to what is counted already. */
  add(counts: readonly RefusedSignInCount[]): Promise<void>;
  /** Organizations with counts of before this minute that no summary has. */
  unreported(before: number): Promise<readonly string[]>;
  /** Marks these counts of an organization as reported, and returns them. */
  report(organizationId: string, before: number): Promise<readonly RefusedSignInCount[]>;
}
