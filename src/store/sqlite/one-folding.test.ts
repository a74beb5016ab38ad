import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { canonical } from '../../directory/canonical.ts';
import { type Connection, openStore } from '../open.ts';
import { migrations } from './migrations/index.ts';

type Db = Connection;

/** What an upgrade makes of what an earlier version has written. */
async function upgraded(arrange: (db: Db) => Promise<void>): Promise<Db> {
  const db = openStore(':memory:');
  const run = async (isMeant: (name: string) => boolean) => {
    for (const name of Object.keys(migrations).sort().filter(isMeant)) {
      await migrations[name]?.up(db as Kysely<unknown>);
    }
  };
  await run((name) => name < '0036');
  await arrange(db);
  await run((name) => name >= '0036');
  return db;
}

/** As names were compared before. */
const before = (name: string) => name.normalize('NFC').toUpperCase();

/** One of each pair that is one now, in the order in which they were made; the forms of the first of each have changed. */
const pairs = ['Ops ', 'Ops', 'STRAẞE', 'straße', 'ılker'] as const;

describe('names in a store that compared them otherwise', () => {
  it('have their forms, and the second of two that are one has another name', async () => {
    await using db = await upgraded(async (db) => {
      for (const [index, name] of pairs.entries()) {
        const key = before(name);
        await sql`insert into organizations (id, name, name_key, created_at)
          values (${`o${index}`}, ${name}, ${key}, ${index})`.execute(db);
        await sql`insert into tenants (organization_id, id, name, name_key, created_at)
          values ('o0', ${`t${index}`}, ${name}, ${key}, ${index})`.execute(db);
        await sql`insert into groups (organization_id, id, name, name_key, type, created_at)
          values ('o0', ${`g${index}`}, ${name}, ${key}, 'custom', ${index})`.execute(db);
        await sql`insert into robot_accounts (organization_id, id, name, name_key, display_name, display_name_key, created_at)
          values ('o0', ${`r${index}`}, ${name}, ${key}, ${`ſ ${name}`}, ${before(`ſ ${name}`)}, ${index})`.execute(db);
        await sql`insert into api_resources (organization_id, name, name_key, display_name)
          values ('o0', ${name}, ${key}, '')`.execute(db);
        await sql`insert into api_scopes (organization_id, name, resource_key, display_name, type)
          values ('o0', ${`s${index}`}, ${key}, '', 'both')`.execute(db);
      }
    });
    const expected = ['Ops~2', 'Ops', 'STRAẞE', 'straße~2', 'ılker'];
    for (const table of ['organizations', 'tenants', 'groups', 'robot_accounts'] as const) {
      const rows = await db
        .selectFrom(table)
        .select(['name', 'name_key'])
        .where('created_at', '<', 10)
        .orderBy('created_at')
        .execute();
      assert.deepEqual(
        rows.map(({ name, name_key }) => [name, name_key]),
        expected.map((name) => [name, canonical(name)]),
        table,
      );
    }
    const robots = await db.selectFrom('robot_accounts').select(['display_name', 'display_name_key']).execute();
    for (const robot of robots) assert.equal(robot.display_name_key, canonical(robot.display_name));
    const scopes = await sql<{ scope: string; api: string }>`select s.name as scope, r.name as api from api_scopes as s
      join api_resources as r on r.organization_id = s.organization_id and r.name_key = s.resource_key
      where s.organization_id = 'o0' order by s.name`.execute(db);
    assert.deepEqual(
      scopes.rows.map(({ api }) => api),
      expected,
    );
    const { rows } = await sql<{ kind: string; id: string; first_id: string }>`select kind, id, first_id
      from name_clashes order by kind, id`.execute(db);
    assert.deepEqual(
      rows.map(({ kind, id, first_id }) => [kind, id, first_id]),
      [
        ['api', 'Ops~2', 'Ops'],
        ['api', 'straße~2', 'straße'],
        ['group', 'g0', 'g1'],
        ['group', 'g3', 'g2'],
        ['organization', 'o0', 'o1'],
        ['organization', 'o3', 'o2'],
        ['robotAccount', 'r0', 'r1'],
        ['robotAccount', 'r3', 'r2'],
        ['tenant', 't0', 't1'],
        ['tenant', 't3', 't2'],
      ],
    );
  });

  it('bring no setting into force that was none, and give the others their form', async () => {
    const keys = ['Auth.RestrictBasicAuthentication', ' Auth.RestrictBasicAuthentication', 'größe'];
    await using db = await upgraded(async (db) => {
      for (const [id, key] of keys.entries()) {
        await sql`insert into settings (organization_id, user_id, key_key, id, key, value)
          values ('o', '', ${before(key)}, ${id}, ${key}, 'x')`.execute(db);
      }
    });
    const rows = await db.selectFrom('settings').select(['key', 'key_key']).orderBy('id').execute();
    assert.deepEqual(
      rows.map(({ key_key }) => key_key),
      ['AUTH.RESTRICTBASICAUTHENTICATION', ' AUTH.RESTRICTBASICAUTHENTICATION', 'GRÖßE'],
    );
    assert.deepEqual(
      rows.map(({ key }) => key),
      keys,
    );
  });
});
