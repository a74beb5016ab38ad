import assert from 'node:assert/strict';
import { verify } from '@node-rs/argon2';
import { historyKept } from '../../src/password/rules.ts';
import type { Evidence, TableWitness } from './evidence.ts';
import { type Caller, organization, passwordOf } from './load.ts';

/**
 * Judges the store of a server that was killed, and brings every caller to where its user is.
 *
 * @param before where the callers were when each of their users was given a session.
 * @returns how many changes nobody was told of.
 */
export async function assertAllKept(
  witness: TableWitness,
  callers: readonly Caller[],
  before: readonly number[],
): Promise<number> {
  const users = await assertAllThere(witness, callers);
  const unanswered = users.map(async ({ user, caller }, n) => {
    await assertPassword(user, caller);
    const position = user.version - 1;
    assert.equal(user.grants, position === before[n] ? 1 : 0, `${user.userId}: sessions`);
    const lead = position - caller.acknowledged;
    caller.acknowledged = position;
    return lead;
  });
  return (await Promise.all(unanswered)).reduce((sum, lead) => sum + lead, 0);
}

/** As `assertAllKept`, without a look at the passwords themselves, which takes long. Changes no caller. */
export async function assertAllThere(witness: TableWitness, callers: readonly Caller[]) {
  assert.deepEqual(await witness.brokenAuditLogs(), []);
  const users = new Map((await witness.evidence(organization.id)).map((user) => [user.userId, user]));
  assert.equal(users.size, callers.length);
  return callers.map((caller) => {
    const user = users.get(caller.userId);
    assert.ok(user);
    assertWhole(user);
    const position = user.version - 1;
    assert.ok(
      position >= caller.acknowledged && position <= caller.sent,
      `${user.userId}: acknowledged ${caller.acknowledged}, sent ${caller.sent}, but the store is at ${position}`,
    );
    return { user, caller };
  });
}

/** Every record of a change agrees with every other: a change has left all of them or none. */
export function assertWhole(user: Evidence): void {
  const changes = user.version - 1;
  const kept = Math.min(changes, historyKept);
  const retired = Array.from({ length: kept }, (_, n) => changes - kept + 1 + n);
  assert.deepEqual(
    user.history.map(({ sequence }) => sequence),
    retired,
    `${user.userId}: history against version ${user.version}`,
  );
  const { audited, notices, tokenEpoch } = user;
  assert.deepEqual(
    { audited: audited.length, notices: notices.length, tokenEpoch },
    { audited: changes, notices: changes, tokenEpoch: user.version },
    `${user.userId}: records against version ${user.version}`,
  );
  if (changes === 0) return;
  const { modifiedAt, history } = user;
  const times = [modifiedAt, history.at(-1)?.at, audited.at(-1), notices.at(-1)];
  assert.deepEqual(times, Array(4).fill(user.changedAt), `${user.userId}: times of the last change`);
}

/**
 * What was acknowledged holds: the password that counts is the acknowledged one, or the one asked for after it, when that
 * was committed and only its answer lost. The one before it is the newest of the history.
 */
async function assertPassword(user: Evidence, caller: Caller): Promise<void> {
  const position = user.version - 1;
  const opens = (hash: string, at: number) => verify(hash, passwordOf(caller, at));
  assert.ok(
    await opens(user.passwordHash, position),
    `${user.userId}: password ${position} is not the one that counts`,
  );
  const replaced = user.history.at(-1);
  if (replaced) assert.ok(await opens(replaced.passwordHash, position - 1), `${user.userId}: another hash was retired`);
}
