import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dataOf } from '../support/earlier-version.ts';
import { freePort } from '../support/free-port.ts';
import { serve } from '../support/process.ts';
import { until } from '../support/until.ts';
import { world } from '../support/world.ts';

const users = 20_000;

const many = `insert into users (organization_id, id, legacy_id, user_name, user_name_key, email_confirmed, is_active,
    bypass_basic_auth_restriction, invitation_accepted, created_at)
  with recursive n(n) as (select 1 union all select n + 1 from n where n < ${users})
  select '${world.organization.id}', 'many-' || n, n + 100, 'many.' || n, 'MANY.' || n, 0, 1, 0, 1, 1795571628546 from n`;

interface Seen {
  readonly live: number;
  readonly ready: string;
  readonly asked: number;
  readonly retryAfter: string | null;
}

async function look(url: string): Promise<Seen | undefined> {
  try {
    const [live, ready, asked] = await Promise.all(
      ['health/live', 'health/ready', 'identity/.well-known/openid-configuration'].map((path) =>
        fetch(`${url}/${path}`),
      ),
    );
    return {
      live: live?.status ?? 0,
      ready: (await ready?.text()) ?? '',
      asked: asked?.status ?? 0,
      retryAfter: asked?.headers.get('retry-after') ?? null,
    };
  } catch {
    return undefined; // It does not listen yet.
  }
}

describe('an upgrade of a store with many people', () => {
  it('has callers come back, and says how far it is', async () => {
    await using folder = await dataOf('0.1.0', (db) => db.exec(many));
    const port = await freePort();
    const started = serve(['--data', folder.data], { port });
    const state = { isStarting: true };
    const server = started.finally(() => {
      state.isStarting = false;
    });
    const seen: Seen[] = [];
    await until(async () => {
      const one = await look(`http://127.0.0.1:${port}`);
      if (one) seen.push(one);
      return !state.isStarting;
    });
    const { stderr, url, end } = await server;
    const migrating = seen.filter(({ ready }) => ready.includes('migrating'));
    assert.ok(migrating.length > 5, `${migrating.length} of ${seen.length} answers`);
    for (const one of migrating.slice(0, -1))
      assert.deepEqual({ ...one, ready: '' }, { live: 200, ready: '', asked: 503, retryAfter: '1' });
    const lines = stderr()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { msg: string; step?: number; of?: number; applied?: string[] });
    const steps = lines.filter(({ msg }) => msg === 'migrating');
    assert.deepEqual([steps[0]?.step, new Set(steps.map(({ step }) => step)).size], [1, steps[0]?.of]);
    assert.equal(lines.find(({ msg }) => msg === 'migrated')?.applied?.length, steps[0]?.of);
    assert.equal((await look(url))?.asked, 200);
    assert.equal(await end('SIGTERM'), 0);
  });
});
