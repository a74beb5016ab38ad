// Kills a server on PostgreSQL with SIGKILL under a stream of password changes, every second time together with its database, and
// looks at what is left. CRASH_ROUNDS and CRASH_SEED are as in crash.test.ts.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { openStore } from '../../src/store/open.ts';
import { findPrograms } from '../../src/store/postgres/cluster.fixture.ts';
import { temporaryFolder } from '../support/folder.ts';
import { PostgresServer } from '../support/postgres-server.ts';
import { serve } from '../support/process.ts';
import { until } from '../support/until.ts';
import { DatabaseWitness } from './evidence.ts';
import { type Caller, changeUntilKilled, fetchToken, makeCallers, organization, writeSeed } from './load.ts';
import { rounds, seed, seededRandom } from './random.ts';
import { assertAllKept } from './verdict.ts';

const skip = findPrograms() === undefined && 'PostgreSQL 15 or later is not installed.';

/** After the first answer. */
const longestMs = 400;

describe('a server on PostgreSQL that is killed while passwords are being changed', { skip }, () => {
  it(`has kept every acknowledged change, and none by half, after each of ${rounds} kills`, async (test) => {
    test.diagnostic(`seed ${seed}`);
    const random = seededRandom();
    await using postgres = await PostgresServer.start();
    await using folder = await temporaryFolder();
    const callers = makeCallers(16);
    const args = [
      '--data',
      join(folder.path, 'data'),
      '--external-url',
      'http://gatehouse.test',
      '--log-level',
      'warn',
    ];
    const options = { environment: { GATEHOUSE_STORE_URL: postgres.url() } };
    let server = await serve([...args, '--seed', await writeSeed(folder.path, callers)], options);
    await using _ = { [Symbol.asyncDispose]: async () => void (await server.end('SIGKILL')) };
    const bearer = await fetchToken(server.url);
    const count = { acknowledged: 0, unanswered: 0 };

    for (let round = 1; round <= rounds; round++) {
      await openSessions(postgres.url(), callers);
      const before = callers.map(({ acknowledged }) => acknowledged);
      const flowing = Promise.withResolvers<void>();
      const run = { isKilled: false, onAnswer: flowing.resolve };
      const load = Promise.all(callers.map((caller) => changeUntilKilled(server.url, bearer, caller, run)));
      await Promise.race([load, flowing.promise.then(() => sleep(random() * longestMs))]);
      run.isKilled = true;
      const killed = server.end('SIGKILL');
      if (round % 2 === 0) {
        // What the server has sent by now is under way there.
        await postgres.stop('immediate');
        await postgres.begin();
      }
      await killed;
      await load;
      await noneUnderWay(postgres.url());
      count.acknowledged += callers.reduce((sum, { acknowledged }, n) => sum + acknowledged - (before[n] ?? 0), 0);

      server = await serve(args, options);
      await using witness = new DatabaseWitness(patiently(postgres.url()));
      count.unanswered += await assertAllKept(witness, callers, before);
    }
    assert.equal(await server.end('SIGTERM'), 0);
    assert.equal(server.stderr(), '');
    test.diagnostic(`acknowledged ${count.acknowledged}, committed without an answer ${count.unanswered}, lost 0`);
    assert.ok(count.acknowledged > 0);
  });
});

/** For a look at it on a busy machine. */
const patiently = (url: string) => `${url}?connect_timeout=120`;

/** Gives every user a session, which the next change has to end. */
async function openSessions(url: string, callers: readonly Caller[]): Promise<void> {
  await using db = openStore(patiently(url));
  for (const { userId } of callers)
    await sql`insert into grants (organization_id, model, id, account_id, payload)
      values (${organization.id}, 'Session', ${userId}, ${`${organization.id}/${userId}`}, '{}')
      on conflict do nothing`.execute(db);
}

/** The database learns that its client is gone when it has done what it was asked for. */
async function noneUnderWay(url: string): Promise<void> {
  await using db = openStore(patiently(url));
  await until(async () => {
    const { rows } = await sql`select 1 from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`.execute(db);
    return rows.length === 0;
  });
}
