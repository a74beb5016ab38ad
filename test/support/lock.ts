import type { UserKey } from '../../src/directory/user.ts';
import { failAttempt, isRefused, type LockoutPolicy, reserveAttempt } from '../../src/password/attempts.ts';
import type { Source } from '../../src/password/source.ts';
import type { Gatehouse } from './gatehouse.ts';

/** This machine, as the server sees it. */
const here: Source = { kind: 'network', id: '127.0.0.0/24', network: '127.0.0.0/24' };

/** Has a source sent wrong passwords until it is locked. */
export async function lock({ store }: Gatehouse, user: UserKey, source: Source = here): Promise<void> {
  const policy: LockoutPolicy = { isEnabled: true, maxFailedAttempts: 1, lockoutMs: 60_000, isPerSource: true };
  const tried = { organizationId: user.organizationId, user };
  const attempt = await reserveAttempt(store, tried, source, policy, Date.now());
  if (!isRefused(attempt)) await store.transaction(({ attempts }) => failAttempt(attempts, attempt, Date.now()));
}
