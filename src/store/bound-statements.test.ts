import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { unboundTables } from './bound-statements.fixture.ts';

describe('a statement is bound to an organization', () => {
  for (const sql of [
    'select * from "users" where "organization_id" = ? and "id" = ?',
    `select * from "organizations" as "o" where "o"."id" = ?`,
    'select * from "subjects" where "id" = ?',
    'select "u"."id" from "users" as "u" inner join "memberships" as "m" on "m"."organization_id" = "u"."organization_id" where "u"."organization_id" = ?',
    'select "t".* from "users" as "u" join personal_access_tokens t on t.organization_id = u.organization_id where t.organization_id = $1',
    'select 1 from users where organization_id = ? and exists (select 1 from revocations where organization_id = ? and id in (?, ?))',
    'insert into "grants" ("organization_id", "model", "id") values (?, ?, ?) on conflict ("organization_id") do update set "payload" = ? where "grants"."consumed_at" is null',
    'update "users" set "name" = ? where "organization_id" = ? and "id" = ?',
    'delete from outbox where organization_id = ? and (id) in (select value ->> 0 from jsonb_each(?) where true) and expires_at <= ?',
    'select * from ((select id from users where organization_id = ?) union all (select id from groups where organization_id = ?)) as e',
    'begin immediate',
  ]) {
    it(`here: ${sql}`, () => assert.deepEqual(unboundTables(sql), []));
  }

  for (const [sql, ...tables] of [
    ['select * from "users" where "id" = ?', 'users'],
    ['select * from "users" where "organization_id" in (?, ?)', 'users'],
    [
      'select * from "users" as "u" left join "applications" as "a" on "a"."id" = ? where "u"."organization_id" = ?',
      'applications',
    ],
    [
      'select 1 from users as u where organization_id = ? and exists (select 1 from revocations where id = ?)',
      'revocations',
    ],
    [
      'select (select 1 from settings as s where s.organization_id = u.organization_id) from users as u where u.organization_id = ?',
      'settings',
    ],
    ['update "users" set "organization_id" = ? where "id" = ?', 'users'],
    [
      'delete from "grants" where ("model", "id") in (select "model", "id" from "grants" where "organization_id" = ?)',
      'grants',
    ],
    ['insert into "users" ("id") values (?)', 'users'],
    ['select id from users where organization_id = ? union select id from groups', 'groups'],
    ['select min(organization_id) from outbox where organization_id > ?', 'outbox'],
  ] as const) {
    it(`not here, for ${tables}: ${sql}`, () => assert.deepEqual(unboundTables(sql), tables));
  }
});
