import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { GatehouseError } from '../../errors.ts';
import { migrate } from '../migrate.ts';
import { openStore } from '../open.ts';
import { createStore } from '../store.ts';

const organization = (n: number) => ({ id: `id-${n}`, name: `Organization ${n} ${'x'.repeat(500)}`, createdAt: n });

describe('the embedded store', () => {
  it('says that it is not available when the disk is full, and keeps what it had', async () => {
    const db = openStore(':memory:');
    await migrate(db);
    const store = createStore(db);
    await store.organizations.insert(organization(0));
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db);
    await sql`pragma max_page_count = ${sql.lit((rows[0]?.page_count ?? 0) + 2)}`.execute(db);
    const filling = store.transaction(async ({ organizations }) => {
      for (let n = 1; n < 1000; n++) await organizations.insert(organization(n));
    });
    await assert.rejects(filling, (error) => error instanceof GatehouseError && error.failure.code === 'Unavailable');
    assert.ok(await store.organizations.find('id-0'));
    assert.equal(await store.organizations.find('id-1'), undefined);
    await db.destroy();
  });

  it('undoes everything a failed transaction did', async () => {
    const db = openStore(':memory:');
    await migrate(db);
    const store = createStore(db);
    const failing = store.transaction(async ({ organizations }) => {
      await organizations.insert(organization(1));
      throw new Error('on purpose');
    });
    await assert.rejects(failing, /on purpose/);
    assert.equal(await store.organizations.howMany(), 'none');
    await db.destroy();
  });

  it('lets nobody write between the first look of a transaction and its first write', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-sqlite-'));
    const file = join(folder, 'gatehouse.db');
    const db = openStore(file);
    await migrate(db);
    const command = new DatabaseSync(file, { timeout: 0 });
    await createStore(db).transaction(async ({ organizations }) => {
      assert.equal(await organizations.howMany(), 'none');
      assert.throws(() => command.exec(`delete from organizations`), /database is locked/);
      await organizations.insert(organization(1));
    });
    command.close();
    await db.destroy();
    rmSync(folder, { recursive: true });
  });

  const seesFiles = { skip: process.platform !== 'linux' && 'Only Linux says which files are open.' };
  it('closes its file, although nothing was asked of it', seesFiles, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-sqlite-'));
    const file = join(folder, 'gatehouse.db');
    const db = openStore(file);
    assert.ok(isOpen(file));
    await db.destroy();
    assert.ok(!isOpen(file));
    rmSync(folder, { recursive: true });
  });
});

const isOpen = (file: string): boolean =>
  readdirSync('/proc/self/fd').some((number) => {
    const name = `/proc/self/fd/${number}`;
    return existsSync(name) && readlinkSync(name) === file;
  });
