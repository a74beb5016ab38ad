import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { migrate } from '../migrate.ts';
import { type Connection, openStore } from '../open.ts';

/** A store in a file, with rows enough to page through: `expires_at` counts them from 0 to 299. */
export function useRevocations() {
  const opened = {} as { file: string; db: Connection };
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-test-'));
    opened.file = join(folder, 'gatehouse.db');
    opened.db = openStore(opened.file);
    await migrate(opened.db);
    const rows = Array.from({ length: 300 }, (_, n) => ({ organization_id: 'o', id: `r${n}`, expires_at: n }));
    await opened.db.insertInto('revocations').values(rows).execute();
  });
  after(async () => {
    await opened.db.destroy();
    rmSync(folder, { recursive: true });
  });

  const page = () => opened.db.selectFrom('revocations').selectAll().orderBy('expires_at').limit(3).offset(200);
  return { opened, page };
}
