import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { describe, it, mock } from 'node:test';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';
import { migrate, migrateStepByStep } from '../migrate.ts';
import { endOfStatement, readBaseline } from './baseline.ts';
import { openSqlite } from './open.ts';

/** When the migrations run. Whoever follows the baseline has the time of then instead. */
const now = Date.UTC(2001, 0, 1);

/** A store, as the statements that would make it. */
async function written(db: Kysely<Database>): Promise<readonly string[]> {
  const { rows: schema } = await sql<{ name: string; kind: string | null; text: string }>`
    select s.name, l.type as kind, s.sql as text from sqlite_schema s
    left join pragma_table_list l on l.name = s.name and s.type = 'table'
    where s.sql is not null and s.name not like 'sqlite~_%' escape '~' and l.type is not 'shadow' order by s.rowid`.execute(
    db,
  );
  const statements = schema.map(({ text }) => text);
  for (const { name } of schema.filter(({ kind }) => kind === 'table')) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db);
    const [first] = rows;
    if (first === undefined) continue;
    const columns = Object.keys(first).map((column) => `"${column}"`);
    const values = rows.map((row) => `  (${Object.values(row).map(literal).join(', ')})`);
    statements.push(`insert into "${name}" (${columns.join(', ')}) values\n${values.join(',\n')}`);
  }
  return statements;
}

function literal(value: unknown): string {
  if (value === now) return "cast(unixepoch('subsec') * 1000 as integer)";
  if (typeof value !== 'string') return String(value);
  if (/^2001-01-01T/.test(value)) return "strftime('%Y-%m-%dT%H:%M:%fZ')";
  return `'${value.replaceAll("'", "''")}'`;
}

const hint = 'UPDATE_DOCS=1 npx node --test src/store/sqlite/baseline.test.ts writes baseline.sql anew.';

describe('the baseline of the embedded store', () => {
  it('is what the migrations make of an empty store', async () => {
    mock.timers.enable({ apis: ['Date'], now });
    await using db = openSqlite(':memory:');
    await migrateStepByStep(db);
    mock.timers.reset();
    const made = await written(db);
    if (process.env.UPDATE_DOCS === '1') {
      const file = new URL('./baseline.sql', import.meta.url);
      writeFileSync(file, made.map((statement) => statement + endOfStatement).join(''));
    }
    assert.deepEqual(await readBaseline(), made, hint);
  });

  it('makes the same of an empty store, with the time of then', async () => {
    await using one = openSqlite(':memory:');
    await using other = openSqlite(':memory:');
    const before = Date.now();
    const applied = await migrate(one);
    assert.deepEqual(applied, await migrateStepByStep(other));
    const { created_at: at } = await one.selectFrom('organizations').select('created_at').executeTakeFirstOrThrow();
    assert.ok(before <= at && at <= Date.now());
    const { rows } = await sql<{ timestamp: string }>`select timestamp from migrations`.execute(one);
    for (const { timestamp } of rows) assert.equal(new Date(timestamp).toISOString(), timestamp);
    const [own, others] = [await written(one), await written(other)];
    const isSchema = (statement: string) => /^create /i.test(statement);
    assert.deepEqual(own.filter(isSchema), others.filter(isSchema));
    assert.equal(own.length, others.length);
  });
});
