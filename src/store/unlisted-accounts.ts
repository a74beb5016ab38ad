import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { jsonList } from './json-list.ts';

/** Looked up at a time. */
const pageRows = 1000;

const kindOf = { users: 'user', robot_accounts: 'robotAccount', applications: 'application' } as const;

interface Account {
  readonly organization: string;
  readonly id: string;
}

/**
 * By organization, how many accounts have an id that is not in the list of ids. The list may lie elsewhere than the accounts, so
 * it is asked by itself: after them, because an account is added with its id and the id stays.
 */
export async function unlistedAccounts(db: Kysely<Database>): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (const table of Object.keys(kindOf) as (keyof typeof kindOf)[]) {
    for (let last: Account = { organization: '', id: '' }; ; ) {
      const { rows } = await sql<Account>`select organization_id as organization, id from ${sql.table(table)}
        where (organization_id, id) > (${last.organization}, ${last.id})
        order by organization_id, id limit ${pageRows}`.execute(db);
      const listed = await listedAmong(db, kindOf[table], rows);
      for (const account of rows.filter((one) => !listed.has(spell(one))))
        found.set(account.organization, (found.get(account.organization) ?? 0) + 1);
      if (rows.length < pageRows) break;
      last = rows.at(-1) ?? last;
    }
  }
  return found;
}

const spell = ({ organization, id }: Account): string => JSON.stringify([organization, id]);

async function listedAmong(
  db: Kysely<Database>,
  kind: (typeof kindOf)[keyof typeof kindOf],
  accounts: readonly Account[],
): Promise<ReadonlySet<string>> {
  const ids = jsonList(accounts.map(({ id }) => id));
  const among = async (list: 'subjects' | 'subject_clashes') => {
    const { rows } = await sql<Account>`select organization_id as organization, id from ${sql.table(list)}
      where kind = ${kind} and ${dialectOf(db).isAmong('id', ids, 'text')}`.execute(db);
    return rows.map(spell);
  };
  return new Set([...(await among('subjects')), ...(await among('subject_clashes'))]);
}
