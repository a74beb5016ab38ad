import { type Kysely, sql } from 'kysely';
import { canonical } from '../directory/canonical.ts';
import type { UserKey, UserLogin, Users } from '../directory/user.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { jsonList } from './json-list.ts';
import { prepared } from './prepared.ts';
import { remembered } from './remembered.ts';
import { insertRows } from './rows.ts';
import { organizationOf } from './subjects.ts';
import { findHomes } from './users/addresses.ts';
import { pageOfUsers, usersAfter } from './users/pages.ts';
import { toUser, type UserRow } from './users/row.ts';
import { insertUsers, replaceProfile, softDelete, takenNames } from './users/writes.ts';

export function users(db: Kysely<Database>): Users {
  return {
    async find({ organizationId, id }) {
      const { rows } = await find(db, { organizationId, id });
      return rows[0] && toUser(rows[0]);
    },

    async findByName(organizationId, userName) {
      const row = await living(db)
        .where('organization_id', '=', organizationId)
        .where('user_name_key', '=', canonical(userName))
        .executeTakeFirst();
      return row && toUser(row);
    },

    async findByEmail(organizationId, email) {
      const row = await living(db)
        .where('organization_id', '=', organizationId)
        .where('email_key', '=', canonical(email))
        .executeTakeFirst();
      return row && toUser(row);
    },

    async findByLogin(organizationId, userNameOrEmail) {
      const key = canonical(userNameOrEmail);
      const { rows } = await findByLogin(db, { organizationId, key });
      const [named, addressed] = rows.map((row) => (row.id === null ? undefined : toUser(row)));
      return { named, addressed };
    },

    async findHome(address) {
      const { rows } = await findHomes(db, { key: canonical(address) });
      return rows.length === 1 ? rows[0]?.organizationId : undefined;
    },

    async findAnywhere(id) {
      const organizationId = await organizationOf(db, id, 'user');
      if (organizationId === undefined) return undefined;
      const { rows } = await find(db, { organizationId, id });
      return rows[0] && toUser(rows[0]);
    },

    findMany: async (organizationId, ids) => {
      const { rows } = await findMany(db, { organizationId, ids: jsonList(ids) });
      return rows.map(toUser);
    },

    page: (organizationId, query) => pageOfUsers(db, organizationId, query),

    after: (organizationId, selection, userName, limit) => usersAfter(db, organizationId, selection, userName, limit),

    taken: (organizationId, names) => takenNames(db, organizationId, names),

    insert: (user) => insertUsers(db, user.organizationId, [user]),

    insertMany: (organizationId, users) => insertUsers(db, organizationId, users),

    replace: (user, change, at) => replaceProfile(db, user, change, at),

    softDelete: (user, at) => softDelete(db, user, at),

    async takenLogins(organizationId, logins) {
      const providers = jsonList([...new Set(logins.map(({ loginProvider }) => loginProvider))]);
      const keys = jsonList(logins.map(({ providerKey }) => providerKey));
      const { rows } = await findLogins(db, { organizationId, providers, keys });
      return rows;
    },

    async insertLogins(organizationId, logins) {
      const rows = logins.map((login) => [
        ...[organizationId, login.loginProvider, login.providerKey, login.userId, login.providerDisplayName],
      ]);
      await insertLogins(db, rows);
    },

    async recordSignIn({ organizationId, id }, at) {
      await recordSignIn(db, { organizationId, id, at });
    },

    async recordProof({ organizationId, id }, proof, at) {
      await db
        .updateTable('users')
        .set({ email_confirmed: 1, modified_at: at, ...(proof === 'invitation' ? { invitation_accepted: 1 } : {}) })
        .where('organization_id', '=', organizationId)
        .where('id', '=', id)
        .execute();
    },

    async revokeTokens({ organizationId, id }, at) {
      const { rows } = await revokeTokens(db, { organizationId, id, at });
      return rows[0] && toUser(rows[0]);
    },

    async revokeTokensOfAll(organizationId) {
      await db
        .updateTable('users')
        .set({ token_epoch: sql`token_epoch + 1` })
        .where('organization_id', '=', organizationId)
        .where('deleted_at', 'is', null)
        .execute();
    },
  };
}

const living = (db: Kysely<Database>) => db.selectFrom('users').selectAll().where('deleted_at', 'is', null);

const find = remembered(
  ['users'],
  prepared<UserKey, UserRow>((db, place) =>
    living(db).where('organization_id', '=', place('organizationId')).where('id', '=', place('id')),
  ),
);

/**
 * Always gives two rows, with nothing in one when nobody has the name, and looks for both kinds of name whatever it finds:
 * the time does not tell.
 */
const findByLogin = prepared<{ readonly organizationId: string; readonly key: string }, UserRow>((db, place) => {
  const having = (column: 'user_name_key' | 'email_key', rank: number) => {
    const id = db
      .selectFrom('users')
      .select('id')
      .where('organization_id', '=', place('organizationId'))
      .where(column, '=', place('key'))
      .where('deleted_at', 'is', null);
    return db.selectNoFrom([sql<number>`${sql.lit(rank)}`.as('rank'), id.as('id')]);
  };
  return db
    .selectFrom(having('user_name_key', 1).unionAll(having('email_key', 2)).as('found'))
    .leftJoin('users', (join) =>
      join.on('users.organization_id', '=', place('organizationId')).onRef('users.id', '=', 'found.id'),
    )
    .selectAll('users')
    .orderBy('found.rank')
    .$castTo<UserRow>();
});

const recordSignIn = prepared<UserKey & { readonly at: number }, unknown>((db, place) =>
  db
    .updateTable('users')
    .set({ last_login_at: place('at') })
    .where('organization_id', '=', place('organizationId'))
    .where('id', '=', place('id')),
);

const findMany = prepared<{ readonly organizationId: string; readonly ids: string }, UserRow>((db, place) =>
  living(db)
    .where('organization_id', '=', place('organizationId'))
    .where(dialectOf(db).isAmong('id', place('ids'), 'text')),
);

const insertLogins = insertRows('user_logins', [
  'organization_id',
  'login_provider',
  'provider_key',
  'user_id',
  'provider_display_name',
]);

interface WantedLogins {
  readonly organizationId: string;
  readonly providers: string;
  readonly keys: string;
}

const findLogins = prepared<WantedLogins, UserLogin>((db, place) =>
  db
    .selectFrom('user_logins')
    .select(['login_provider as loginProvider', 'provider_key as providerKey', 'user_id as userId'])
    .select('provider_display_name as providerDisplayName')
    .where('organization_id', '=', place('organizationId'))
    .where(dialectOf(db).isAmong('login_provider', place('providers'), 'text'))
    .where(dialectOf(db).isAmong('provider_key', place('keys'), 'text')),
);

const revokeTokens = prepared<UserKey & { readonly at: number }, UserRow>((db, place) =>
  db
    .updateTable('users')
    .set({ modified_at: place('at'), token_epoch: sql`token_epoch + 1` })
    .where('organization_id', '=', place('organizationId'))
    .where('id', '=', place('id'))
    .returningAll(),
);
