import type { Kysely } from 'kysely';
import type { Database } from './database.ts';

/** What expires with nobody renewing it: a certificate or a secret. Times are epoch milliseconds. */
export interface Expiring {
  readonly kind: 'certificate' | 'secret';
  readonly organizationId: string;
  /** The role of a certificate, the application of a secret. */
  readonly name: string;
  readonly expiresAt: number;
}

/** What has expired before that time, or will have; the oldest thousand of each, of organizations and applications in use. */
export async function expiringBefore(db: Kysely<Database>, time: number): Promise<readonly Expiring[]> {
  const certificates = await db
    .selectFrom('certificates as c')
    .innerJoin('organizations as o', 'o.id', 'c.organization_id')
    .where('o.deleted_at', 'is', null)
    .select(['c.organization_id as organizationId', 'c.role as name', 'c.expires_at as expiresAt'])
    .where('c.expires_at', '<', time)
    .orderBy('c.expires_at')
    .limit(1000)
    .execute();
  const secrets = await db
    .selectFrom('application_secrets as s')
    .innerJoin('applications as a', (join) =>
      join.onRef('a.organization_id', '=', 's.organization_id').onRef('a.id', '=', 's.application_id'),
    )
    .innerJoin('organizations as o', 'o.id', 's.organization_id')
    .where('o.deleted_at', 'is', null)
    .where('a.is_active', '=', 1)
    .select(['s.organization_id as organizationId', 's.application_id as name', 's.expires_at as expiresAt'])
    .where('s.expires_at', '<', time)
    .orderBy('s.expires_at')
    .limit(1000)
    .execute();
  return [
    ...certificates.map((row) => ({ kind: 'certificate' as const, ...row })),
    ...secrets.map(({ expiresAt, ...row }) => ({ kind: 'secret' as const, ...row, expiresAt: expiresAt ?? 0 })),
  ];
}

/** How many letters wait to be sent, and how many were given up. */
export async function lettersLeft(db: Kysely<Database>): Promise<{ readonly waiting: number; readonly dead: number }> {
  const { all, dead } = await db
    .selectFrom('outbox')
    .where('delivered_at', 'is', null)
    .select(({ fn }) => [fn.countAll<number>().as('all'), fn.count<number>('dead_at').as('dead')])
    .executeTakeFirstOrThrow();
  return { waiting: all - dead, dead };
}
