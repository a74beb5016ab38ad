import type { Kysely } from 'kysely';
import { canonical } from '../directory/canonical.ts';
import type { People, PersonRecord } from '../directory/people.ts';
import { isSealedHash, type Pepper } from '../directory/pepper.ts';
import { type ExternalLogin, loginKey, type User } from '../directory/user.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { jsonList } from './json-list.ts';
import { toUser } from './users/row.ts';

/** Reads whole organizations: for commands, which have a process of their own. */
export function people(db: Kysely<Database>, pepper: Pepper): People {
  return {
    async after(organizationId, userName, limit) {
      const rows = await db
        .selectFrom('users')
        .selectAll()
        .where('organization_id', '=', organizationId)
        .where('deleted_at', 'is', null)
        .$if(userName !== undefined, (users) => users.where('user_name_key', '>', canonical(userName ?? '')))
        .orderBy('user_name_key')
        .limit(limit)
        .execute();
      return await withTheRest(db, pepper, rows.map(toUser), organizationId);
    },
  };
}

async function withTheRest(
  db: Kysely<Database>,
  pepper: Pepper,
  users: readonly User[],
  organizationId: string,
): Promise<readonly PersonRecord[]> {
  const ids = jsonList(users.map(({ id }) => id));
  const [credentials, logins, groups] = [
    await credentialsOf(db, pepper, organizationId, ids),
    await loginsOf(db, organizationId, ids),
    await groupsOf(db, organizationId, ids),
  ];
  return users.map((user) => ({
    user,
    credential: credentials.get(user.id),
    logins: logins.get(user.id) ?? [],
    groups: groups.get(user.id) ?? [],
  }));
}

async function credentialsOf(
  db: Kysely<Database>,
  pepper: Pepper,
  organizationId: string,
  ids: string,
): Promise<ReadonlyMap<string, NonNullable<PersonRecord['credential']>>> {
  const rows = await db
    .selectFrom('credentials')
    .select(['user_id as id', 'password_hash as passwordHash', 'changed_at as createdAt', 'must_change'])
    .select('kept_rules as keptRules')
    .where('organization_id', '=', organizationId)
    .where(dialectOf(db).isAmong('user_id', ids, 'text'))
    .execute();
  const retired = await db
    .selectFrom('password_history')
    .select(['user_id as id', 'password_hash as passwordHash', 'retired_at as retiredAt'])
    .where('organization_id', '=', organizationId)
    .where(dialectOf(db).isAmong('user_id', ids, 'text'))
    .orderBy('user_id')
    .orderBy('sequence', 'desc')
    .execute();
  /** What another installation could not open is no hash to it. */
  const opened = <T extends { readonly id: string; readonly passwordHash: string | null }>(row: T): T => {
    const hash = row.passwordHash === null ? null : pepper.open(row.passwordHash, { organizationId, id: row.id });
    return { ...row, passwordHash: hash === null || isSealedHash(hash) ? null : hash };
  };
  const usable = retired.map(opened).filter(({ passwordHash }) => passwordHash !== null);
  const history = Map.groupBy(usable, ({ id }) => id);
  return new Map(
    rows.map(({ must_change, ...row }) => [
      row.id,
      {
        ...opened(row),
        organizationId,
        mustChange: must_change > 0,
        isChangeRequired: must_change === 2,
        history: history.get(row.id) ?? [],
      },
    ]),
  );
}

async function loginsOf(
  db: Kysely<Database>,
  organizationId: string,
  ids: string,
): Promise<ReadonlyMap<string, readonly ExternalLogin[]>> {
  const rows = await db
    .selectFrom('user_logins')
    .select(['user_id as id', 'login_provider as loginProvider', 'provider_key as providerKey'])
    .select('provider_display_name as providerDisplayName')
    .where('organization_id', '=', organizationId)
    .where(dialectOf(db).isAmong('user_id', ids, 'text'))
    .execute();
  const byUser = Map.groupBy(rows, ({ id }) => id);
  return new Map([...byUser].map(([id, found]) => [id, found.map(({ id: _, ...login }) => login).sort(by(loginKey))]));
}

/** Those of robots and applications are none of theirs. */
async function groupsOf(
  db: Kysely<Database>,
  organizationId: string,
  ids: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db
    .selectFrom('memberships')
    .innerJoin('groups', (join) =>
      join
        .onRef('groups.organization_id', '=', 'memberships.organization_id')
        .onRef('groups.id', '=', 'memberships.group_id'),
    )
    .select(['memberships.member_id as id', 'groups.name', 'groups.name_key as key'])
    .where('memberships.organization_id', '=', organizationId)
    .where(dialectOf(db).isAmong('memberships.member_id', ids, 'text'))
    .execute();
  const byUser = Map.groupBy(rows, ({ id }) => id);
  return new Map([...byUser].map(([id, found]) => [id, found.sort(by(({ key }) => key)).map(({ name }) => name)]));
}

/** The same order in every store. */
const by =
  <T>(key: (one: T) => string) =>
  (one: T, other: T): number =>
    key(one) < key(other) ? -1 : 1;
