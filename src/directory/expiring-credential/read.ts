import type { ExpiringPage, ExpiringQuery } from '../expiring-credential.ts';
import type { Permitted } from '../permission.ts';
import type { Tables } from '../store.ts';

const dayMs = 24 * 60 * 60_000;

interface Wanted extends Pick<ExpiringQuery, 'withEndless' | 'skip' | 'limit'> {
  readonly withinDays: number;
}

/** What of an organization ends within so many days. */
export const listExpiringCredentials = (
  { expiringCredentials }: Pick<Tables, 'expiringCredentials'>,
  { organizationId }: Permitted<'expiringCredential.read'>,
  { withinDays, ...wanted }: Wanted,
  now: number,
): Promise<ExpiringPage> =>
  expiringCredentials.page(organizationId, { ...wanted, from: now, until: now + withinDays * dayMs });
