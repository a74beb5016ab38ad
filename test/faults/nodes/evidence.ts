import assert from 'node:assert/strict';
import { verifyLog } from '../../../src/directory/audit/verify.ts';
import { permitOperator } from '../../../src/directory/permission.ts';
import type { Connection } from '../../../src/store/open.ts';
import type { Evidence } from '../../crash/evidence.ts';
import { assertWhole } from '../../crash/verdict.ts';
import { world } from '../../support/world.ts';
import { mostGuesses } from '../model/guesser.ts';
import type { Installation } from './installation.ts';

const organizationId = world.organization.id;

/** Looks at the database itself: nothing is done by half, no counter is above its limit, every audit log is whole. */
export async function judge(installation: Installation): Promise<void> {
  await using open = installation.look();
  for (const user of await evidence(open.db)) assertWhole(user);
  assert.deepEqual(await overrunCounters(open.db), []);
  for (const id of await open.store.audit.organizationIds()) {
    const { fault } = await verifyLog(open.store, permitOperator('audit.read', id), true);
    assert.equal(fault, undefined, `the audit log of ${id}`);
  }
}

/** Counters that have let more guesses through than they may, or could. */
async function overrunCounters(db: Connection) {
  const counters = await db.selectFrom('password_attempts').selectAll().execute();
  return counters.filter((row) => row.failed > mostGuesses || row.pending > mostGuesses);
}

/** What the store says about the password changes of everybody who has one. */
async function evidence(db: Connection): Promise<readonly Evidence[]> {
  const users = await db
    .selectFrom('users')
    .innerJoin('credentials', (join) =>
      join
        .onRef('credentials.organization_id', '=', 'users.organization_id')
        .onRef('credentials.user_id', '=', 'users.id'),
    )
    .select(['users.id', 'password_hash', 'credentials.version', 'changed_at', 'token_epoch', 'users.modified_at'])
    .where('users.organization_id', '=', organizationId)
    .where('credentials.version', '>', 1)
    .execute();
  const histories = await db
    .selectFrom('password_history')
    .select(['user_id', 'sequence', 'password_hash as passwordHash', 'retired_at as at'])
    .where('organization_id', '=', organizationId)
    .orderBy('sequence')
    .execute();
  const changes = await db
    .selectFrom('audit_entries')
    .select(['target_id', 'created_at'])
    .where('organization_id', '=', organizationId)
    .where('action', '=', 'ChangedPassword')
    .orderBy('sequence')
    .execute();
  const notices = await db
    .selectFrom('outbox')
    .select(['payload', 'created_at'])
    .where('organization_id', '=', organizationId)
    .where('kind', '=', 'PasswordChanged')
    .orderBy('created_at')
    .execute();
  const historyOf = Map.groupBy(histories, ({ user_id }) => user_id);
  const changesOf = Map.groupBy(changes, ({ target_id }) => target_id ?? '');
  const noticesOf = Map.groupBy(notices, ({ payload }) => (JSON.parse(payload) as { userId: string }).userId);
  return users.map((user) => ({
    userId: user.id,
    passwordHash: user.password_hash ?? '',
    version: user.version,
    changedAt: user.changed_at,
    tokenEpoch: user.token_epoch,
    modifiedAt: user.modified_at,
    history: historyOf.get(user.id) ?? [],
    ...inOrder(changesOf.get(user.id) ?? [], noticesOf.get(user.id) ?? []),
    grants: 0,
  }));
}

/** Times of audit entries and notices in the order of the entries: a clock that jumped has put those of the notices in another. */
function inOrder(
  entries: readonly { readonly created_at: number }[],
  sent: readonly { readonly created_at: number }[],
) {
  const audited = entries.map(({ created_at }) => created_at);
  const position = (at: number) => audited.lastIndexOf(at);
  return { audited, notices: sent.map(({ created_at }) => created_at).sort((a, b) => position(a) - position(b)) };
}
