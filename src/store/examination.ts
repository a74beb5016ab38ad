import { type Kysely, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { ExpiringCredential } from '../directory/expiring-credential.ts';
import type { Database } from './database.ts';

/** What expires with nobody renewing it: a certificate or a secret. Times are epoch milliseconds. */
export interface Expiring {
  readonly kind: 'certificate' | 'secret';
  readonly organizationId: string;
  /** The role of a certificate, the application of a secret. */
  readonly name: string;
  readonly expiresAt: number;
}

/**
 * What has expired before that time, or will have; the oldest thousand of each, of organizations and applications in use. A
 * secret in whose place there is another one is left out.
 */
export async function expiringBefore(db: Kysely<Database>, time: number): Promise<readonly Expiring[]> {
  const certificates = await certificatesInUse(db)
    .select(['c.organization_id as organizationId', 'c.role as name', 'c.expires_at as expiresAt'])
    .where('c.expires_at', '<', time)
    .orderBy('c.expires_at')
    .limit(1000)
    .execute();
  const secrets = await secretsInUse(db)
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

const certificatesInUse = (db: Kysely<Database>) =>
  db
    .selectFrom('certificates as c')
    .innerJoin('organizations as o', 'o.id', 'c.organization_id')
    .where('o.deleted_at', 'is', null);

const secretsInUse = (db: Kysely<Database>) =>
  db
    .selectFrom('application_secrets as s')
    .innerJoin('applications as a', (join) =>
      join.onRef('a.organization_id', '=', 's.organization_id').onRef('a.id', '=', 's.application_id'),
    )
    .innerJoin('organizations as o', 'o.id', 's.organization_id')
    .where('o.deleted_at', 'is', null)
    .where('a.is_active', '=', 1)
    .where('s.replaced_at', 'is', null);

const tokensInUse = (db: Kysely<Database>) =>
  db
    .selectFrom('personal_access_tokens as t')
    .innerJoin('organizations as o', 'o.id', 't.organization_id')
    .where('o.deleted_at', 'is', null);

/** How many of each kind, of what is in use, end between two moments; each counted up to a thousand. */
export async function countExpiring(
  db: Kysely<Database>,
  from: number,
  until: number,
): Promise<Readonly<Record<ExpiringCredential['kind'], number>>> {
  const isDue = (column: string) => sql<SqlBool>`${sql.ref(column)} > ${from} and ${sql.ref(column)} <= ${until}`;
  const count = async (due: SelectQueryBuilder<Database, never, { readonly at: number | null }>): Promise<number> => {
    const first = db.selectFrom(due.limit(1000).as('first'));
    const { count } = await first.select(sql<number>`count(*)`.as('count')).executeTakeFirstOrThrow();
    return count;
  };
  const secrets = secretsInUse(db).where('s.ended_at', 'is', null).where(isDue('s.expires_at'));
  return {
    secret: await count(secrets.select('s.expires_at as at')),
    personalAccessToken: await count(tokensInUse(db).where(isDue('t.expires_at')).select('t.expires_at as at')),
    certificate: await count(certificatesInUse(db).where(isDue('c.expires_at')).select('c.expires_at as at')),
  };
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
