import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { GatehouseError } from '../../src/errors.ts';
import { openStore } from '../../src/store/open.ts';
import { createDatabase, findPrograms } from '../../src/store/postgres/cluster.fixture.ts';
import { Link } from '../support/link.ts';

const missing = findPrograms() === undefined && 'PostgreSQL 15 or later is not installed.';

describe('a database of which nothing is heard any more', { skip: missing }, () => {
  it('is away when the time of a statement is over, and there again when it is heard', async () => {
    const { link, url } = await Link.toDatabase(await createDatabase());
    await using _link = link;
    const db = openStore(`${url}?connect_timeout=1`, { limits: { statementMs: 100 } });
    const ask = () => sql`select 1`.execute(db);
    await ask();
    link.silence();
    await assert.rejects(ask, (error) => {
      return error instanceof GatehouseError && error.failure.code === 'Unavailable' && error.failure.reason === 'away';
    });
    link.mend();
    await ask();
    await db.destroy();
  });
});
