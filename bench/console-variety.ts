import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Makes the equal people of the large data as different as they are in life, so that each filter of the console leaves somebody
 * over, unless that has been done. Who is what is told by a number that everybody draws: nine of ten
 * have a password, eight of ten have signed in, one of twenty has a second factor, one of fifty is inactive, a thousand are locked.
 * One of twenty passwords has the hash of another product.
 */
export function vary(data: string): void {
  const db = new DatabaseSync(join(data, 'gatehouse.db'));
  const isVaried = db.prepare("select 1 from factors where name = 'bench' limit 1").get() !== undefined;
  if (!isVaried) {
    db.exec(`pragma synchronous = off; pragma cache_size = -1000000; begin; ${statements(Date.now())} commit;
      analyze; pragma wal_checkpoint(truncate)`);
  }
  db.close();
}

const [argon2id, bcrypt] = [
  `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`,
  `$2b$10$${'a'.repeat(53)}`,
];

/** The number that is at the end of an id, in SQL. */
const numberOf = (id: string) => `(select n from bench_people where bench_people.id = ${id})`;

const statements = (now: number): string => `
  create temp table bench_people as select id, organization_id, abs(random() % 1000000) as n from users
    where email like '%@bench.example';
  create unique index temp.bench_people_ids on bench_people (id);
  update users set last_login_at = ${now} - ${numberOf('users.id')} * 1000
    where id in (select id from bench_people where n % 10 < 8);
  update users set is_active = 0 where id in (select id from bench_people where n % 50 = 7);
  update credentials set
    password_hash = case when ${numberOf('user_id')} % 20 = 3 then '${bcrypt}' else '${argon2id}' end,
    hash_cost = case when ${numberOf('user_id')} % 20 = 3 then 60 end
    where user_id in (select id from bench_people where n % 10 <> 9);
  insert into factors (organization_id, user_id, id, kind, name, state, sealed_secret, created_at, last_used_at)
    select organization_id, id, 'bench-' || n, case when n % 40 = 0 then 'passkey' else 'totp' end, 'bench', '{}', null, ${now}, null
    from bench_people where n % 20 = 0;
  insert into password_attempts (organization_id, user_id, kind, source, network, pending, pending_until, failed, locked_until,
      refused, day, failed_today, failed_yesterday, expires_at)
    select organization_id, id, 'strangers', '', null, 0, 0, 100, ${now} + 3600000, 0, ${Math.floor(now / 86_400_000)}, 10000, 0,
      ${now} + 86400000
    from bench_people where n % 1000 = 1;
  drop table bench_people;`;
