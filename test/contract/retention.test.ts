import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { type Gatehouse, startGatehouse } from '../support/gatehouse.ts';
import { until } from '../support/until.ts';
import { world } from '../support/world.ts';

const day = 24 * 60 * 60_000;

describe('a running server', () => {
  it('ends what is over once a minute, all of it, and goes on answering', async ({ mock }) => {
    mock.timers.enable({ apis: ['setInterval'] });
    const gatehouse = await startGatehouse({ 'login-attempt-days': '7' });
    try {
      await leaveOver(gatehouse);
      mock.timers.tick(60_000);
      await assertSwept(gatehouse);
    } finally {
      mock.timers.reset();
      await gatehouse.stop();
    }
  });
});

/** More of what is over than a sweep of bounded length would end, and attempts of six and of eight days ago. */
async function leaveOver({ db }: Gatehouse): Promise<void> {
  await sql`with recursive number(n) as (select 1 union all select n + 1 from number where n < 12000)
    insert into grants (organization_id, model, id, payload, expires_at)
      select 'o', 'Session', n, '{}', 1 from number`.execute(db);
  const attempt = { organization_id: world.organization.id, user_name_or_email: 'x', result: 'success' };
  const attempts = [6, 8].map((days) => ({ ...attempt, id: 1000 + days, created_at: Date.now() - days * day }));
  await db.insertInto('login_attempts').values(attempts).execute();
}

async function assertSwept({ db, url }: Gatehouse): Promise<void> {
  const rest = db.selectFrom('grants').select('id').where('expires_at', '=', 1).limit(1);
  await until(async () => (await fetch(`${url}/health/ready`)).ok && (await rest.execute()).length === 0);
  const attempts = db.selectFrom('login_attempts').select('id').where('id', '>', 1000);
  await until(async () => (await attempts.execute()).length === 1);
  assert.equal((await attempts.executeTakeFirst())?.id, 1006);
}
