import type { Permitted } from './permission.ts';

/** What happened in an organization from one moment to another. */
export interface ActivityCount {
  /** Epoch milliseconds. */
  readonly from: number;
  /** How often people have tried to sign in. */
  readonly signInAttempts: number;
  /** How many of these attempts were refused; null when there were too many attempts to look at each. */
  readonly refusedSignIns: number | null;
  /** Entries of the audit log. */
  readonly auditEntries: number;
}

export interface Activity {
  /** @param moments between which it is counted, in their order: one more than there are counts. Epoch milliseconds. */
  count(organizationId: string, moments: readonly number[]): Promise<readonly ActivityCount[]>;
  /**
   * How many hashes of passwords were made elsewhere, or are weaker than new ones, and are not renewed yet: that happens at the
   * next sign-in of each.
   */
  outdatedHashes(organizationId: string): Promise<number>;
}

interface Overview {
  readonly days: readonly ActivityCount[];
  readonly outdatedPasswordHashes: number;
}

const dayMs = 24 * 60 * 60_000;

/** The latest days, this one among them, in UTC. */
export async function loadOverview(
  { activity }: { readonly activity: Activity },
  { organizationId }: Permitted<'audit.read'>,
  { days, now }: { readonly days: number; readonly now: number },
): Promise<Overview> {
  const tomorrow = (Math.floor(now / dayMs) + 1) * dayMs;
  const moments = Array.from({ length: days + 1 }, (_, index) => tomorrow - (days - index) * dayMs);
  return {
    days: await activity.count(organizationId, moments),
    outdatedPasswordHashes: await activity.outdatedHashes(organizationId),
  };
}
