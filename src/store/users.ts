import { type Kysely, type Selectable, sql } from 'kysely';
import { canonical } from '../directory/canonical.ts';
import type { User, UserKey, Users } from '../directory/user.ts';
import { nextNumber } from './counters.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared.ts';

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
      const user = toUser(rows[0] as UserRow);
      return user.id === null ? undefined : user;
    },

    async isIdTaken({ organizationId, id }) {
      const row = await db
        .selectFrom('users')
        .select('id')
        .where('organization_id', '=', organizationId)
        .where('id', '=', id)
        .executeTakeFirst();
      return row !== undefined;
    },

    async findAnywhere(id) {
      const { rows } = await findAnywhere(db, { id });
      return rows[0] && toUser(rows[0]);
    },

    async insert(user) {
      await db
        .insertInto('users')
        .values({
          organization_id: user.organizationId,
          id: user.id,
          legacy_id: user.legacyId ?? (await nextNumber(db, user.organizationId, 'legacy_id')),
          user_name: user.userName,
          user_name_key: canonical(user.userName),
          email: user.email,
          email_key: user.email ? canonical(user.email) : null,
          email_confirmed: user.emailConfirmed ? 1 : 0,
          name: user.name,
          surname: user.surname,
          display_name: user.displayName,
          is_active: user.isActive ? 1 : 0,
          bypass_basic_auth_restriction: user.bypassBasicAuthRestriction ? 1 : 0,
          invitation_accepted: user.invitationAccepted ? 1 : 0,
          created_at: user.createdAt,
          modified_at: null,
          last_login_at: null,
          deleted_at: null,
        })
        .execute();
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
      await revokeTokens(db, { organizationId, id, at });
    },
  };
}

const living = (db: Kysely<Database>) => db.selectFrom('users').selectAll().where('deleted_at', 'is', null);

const find = prepared<UserKey, UserRow>((db, place) =>
  living(db).where('organization_id', '=', place('organizationId')).where('id', '=', place('id')),
);

/**
 * Always gives a row, with nothing in it when nobody has the name, and looks for both kinds of name whatever it finds:
 * the time does not tell.
 */
const findByLogin = prepared<{ readonly organizationId: string; readonly key: string }, UserRow>((db, place) => {
  const named = (column: 'user_name_key' | 'email_key', rank: number) =>
    db
      .selectFrom('users')
      .select(['id', sql`${sql.lit(rank)}`.as('rank')])
      .where('organization_id', '=', place('organizationId'))
      .where(column, '=', place('key'))
      .where('deleted_at', 'is', null);
  const first = db
    .selectFrom(named('user_name_key', 1).unionAll(named('email_key', 2)).as('named'))
    .select('id')
    .orderBy('rank')
    .limit(1);
  return db
    .selectFrom(sql`(select 1)`.as('one'))
    .leftJoin('users', (join) =>
      join.on('users.organization_id', '=', place('organizationId')).on('users.id', '=', first),
    )
    .selectAll('users')
    .$castTo<UserRow>();
});

const recordSignIn = prepared<UserKey & { readonly at: number }, unknown>((db, place) =>
  db
    .updateTable('users')
    .set({ last_login_at: place('at') })
    .where('organization_id', '=', place('organizationId'))
    .where('id', '=', place('id')),
);

const findAnywhere = prepared<{ readonly id: string }, UserRow>((db, place) =>
  living(db).where('id', '=', place('id')).limit(1),
);

const revokeTokens = prepared<UserKey & { readonly at: number }, unknown>((db, place) =>
  db
    .updateTable('users')
    .set({ modified_at: place('at'), token_epoch: sql`token_epoch + 1` })
    .where('organization_id', '=', place('organizationId'))
    .where('id', '=', place('id')),
);

type UserRow = Selectable<Database['users']>;

function toUser(row: UserRow): User {
  return {
    organizationId: row.organization_id,
    id: row.id,
    legacyId: row.legacy_id,
    userName: row.user_name,
    email: row.email,
    emailConfirmed: row.email_confirmed === 1,
    name: row.name,
    surname: row.surname,
    displayName: row.display_name,
    isActive: row.is_active === 1,
    bypassBasicAuthRestriction: row.bypass_basic_auth_restriction === 1,
    invitationAccepted: row.invitation_accepted === 1,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
    lastLoginAt: row.last_login_at,
    tokenEpoch: row.token_epoch,
  };
}
