import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type RawBuilder, sql } from 'kysely';
import { chainHash } from '../../src/directory/audit/chain.ts';
import { hostId } from '../../src/directory/organization.ts';
import { openStore } from '../../src/store/open.ts';
import { openInstallationKey } from '../../src/token/keys/installation-key.ts';
import { createSealer } from '../../src/token/keys/sealer.ts';
import { apiOf } from '../support/api.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { copyData, copyExampleData, locationIn, placeOf } from '../support/store.ts';
import { world } from '../support/world.ts';

// Somebody who can write to the store, and wants that something never happened. Each attack is on a copy.

const { id } = world.organization;
const { id: other } = world.otherOrganization;
const base = { path: '' };

/** Has a server that works on the data folder write something into the log. */
async function record(data: string): Promise<void> {
  const server = await startGatehouse({ data });
  const bearer = await token(server, '');
  const body = { partitionGlobalId: id, name: `Recorded ${Math.random()}` };
  const { status } = await apiOf(server, () => bearer)('POST', '/api/Group', body);
  assert.equal(status, 201);
  await server.stop();
}

before(async () => {
  base.path = await copyExampleData();
  await record(base.path);
});
after(() => rm(base.path, { recursive: true }));

/** A copy of the data folder and its store, to attack. */
async function copy() {
  const folder = await temporaryFolder();
  const data = join(folder.path, 'data');
  await copyData(base.path, data);
  const db = openStore(await locationIn(data));
  const run = async (statement: RawBuilder<unknown>) => void (await statement.execute(db));
  const place = await placeOf(data);
  const verify = async (...args: readonly string[]) => await runCommand(['audit', 'verify', ...place, ...args]);
  const close = async () => {
    await db.destroy();
    await folder[Symbol.asyncDispose]();
  };
  return { path: folder.path, data, place, db, run, verify, [Symbol.asyncDispose]: close };
}

type Copy = Awaited<ReturnType<typeof copy>>;

const headOf = async ({ db }: Copy, organization: string = id) =>
  await db
    .selectFrom('audit_heads')
    .select(['sequence', 'hash', 'mac'])
    .where('organization_id', '=', organization)
    .executeTakeFirstOrThrow();

const setHead = ({ db }: Copy, head: { readonly sequence: number; readonly hash: string; readonly mac?: string }) =>
  db.updateTable('audit_heads').set(head).where('organization_id', '=', id).execute();

async function deleteLog({ db }: Copy, organization: string): Promise<void> {
  await db.deleteFrom('audit_entries').where('organization_id', '=', organization).execute();
  await db.deleteFrom('audit_heads').where('organization_id', '=', organization).execute();
}

/** Says of the log that it was archived up to the entry. */
const forgeAnchor = ({ run }: Copy, sequence: number) =>
  run(sql`insert into audit_anchors (organization_id, sequence, hash, file, digest, archived_at, mac)
    select organization_id, sequence, hash, 'x', 'x', 1, 'x' from audit_entries
    where organization_id = ${id} and sequence = ${sequence}`);

/** Takes the entry out and writes every later one anew, hashes and end included, but for what needs the key. */
async function rewriteWithout({ db }: Copy, sequence: number) {
  const own = db.selectFrom('audit_entries').selectAll().where('organization_id', '=', id);
  const rows = await own.orderBy('sequence').execute();
  await db.deleteFrom('audit_entries').where('organization_id', '=', id).execute();
  let end = { sequence: 0, hash: '' };
  for (const row of rows.filter((one) => one.sequence !== sequence)) {
    const actor = { type: row.actor_type, id: row.actor_id, name: row.actor_name, email: row.actor_email };
    const entry = {
      ...{ organizationId: id, sequence: end.sequence + 1, at: row.created_at, category: row.category },
      ...{ action: row.action, actor, targetId: row.target_id, details: row.details, traceId: row.trace_id },
      clientIp: row.client_ip,
    };
    end = { sequence: end.sequence + 1, hash: chainHash(end.hash, entry as never) };
    await db
      .insertInto('audit_entries')
      .values({ ...row, ...end })
      .execute();
  }
  return end;
}

describe('whoever writes to the store without the installation key', () => {
  it('cannot hide an organization by deleting the end of its log, nor the whole log', async () => {
    await using attacked = await copy();
    const fine = await attacked.verify();
    assert.equal(fine.code, 0, fine.stdout);
    await attacked.db.deleteFrom('audit_heads').where('organization_id', '=', id).execute();
    await deleteLog(attacked, other);
    const { code, stdout } = await attacked.verify();
    assert.equal(code, 1);
    assert.match(stdout, /^Hogwarts \(.*\): BROKEN at entry 1: missing, and nothing says where it ended$/m);
    assert.match(stdout, /^Durmstrang \(.*\): BROKEN at entry 1: missing, and nothing says where it ended$/m);
    assert.match(stdout, /^Host \(.*\): ok/m);
  });

  it('cannot cut entries off, although the chain of the rest is whole', async () => {
    await using attacked = await copy();
    const { sequence } = await headOf(attacked);
    await attacked.run(sql`delete from audit_entries where organization_id = ${id} and sequence = ${sequence}`);
    await attacked.run(sql`update audit_heads set sequence = sequence - 1, hash = (select hash from audit_entries
      where organization_id = ${id} and sequence = ${sequence - 1}) where organization_id = ${id}`);
    const { code, stdout } = await attacked.verify();
    assert.equal(code, 1);
    assert.match(stdout, new RegExp(`^Hogwarts .*: BROKEN at entry ${sequence - 1}: forged`, 'm'));
    assert.equal((await attacked.verify('--without-key')).code, 0, 'the hashes alone do not tell');
  });

  it('cannot write a log anew without what happened', async () => {
    await using attacked = await copy();
    const end = await rewriteWithout(attacked, 5);
    await setHead(attacked, end);
    const { code, stdout } = await attacked.verify();
    assert.equal(code, 1);
    assert.match(stdout, new RegExp(`^Hogwarts .*: BROKEN at entry ${end.sequence}: forged`, 'm'));
  });

  it('does not get the forgery signed by a server that goes on writing, or starts again', async () => {
    await using attacked = await copy();
    const end = await rewriteWithout(attacked, 5);
    await setHead(attacked, { ...end, mac: '' });
    await deleteLog(attacked, other);
    for (let start = 0; start < 2; start += 1) {
      const running = await startGatehouse({ data: attacked.data });
      for (const [partitionGlobalId, application] of [
        [id, world.application],
        [other, world.otherApplication],
      ] as const) {
        const own = await token(running, '', application);
        const group = { partitionGlobalId, name: `After ${start}` };
        const { status } = await apiOf(running, () => own)('POST', '/api/Group', group);
        assert.equal(status, 201, 'what happens is recorded all the same');
      }
      const errors = running.logLines.filter(
        ({ level, message }) => level === 'error' && /audit log/.test(`${message}`),
      );
      assert.deepEqual(errors.map(({ organizationId }) => organizationId).sort(), [id, other].sort());
      await running.stop();
    }
    const { code, stdout } = await attacked.verify();
    assert.equal(code, 1);
    assert.match(stdout, new RegExp(`^Hogwarts .*: BROKEN at entry ${end.sequence + 2}: forged`, 'm'));
    assert.match(stdout, /^Durmstrang .*: BROKEN at entry 2: forged/m);
  });

  it('cannot claim that an organization was deleted for good, or that entries were archived', async () => {
    await using attacked = await copy();
    await deleteLog(attacked, other);
    await attacked.run(sql`update organizations set deleted_at = 1 where id = ${other}`);
    const host = await headOf(attacked, hostId);
    await attacked.run(sql`insert into audit_entries (organization_id, sequence, created_at, category, action, actor_type,
      actor_name, target_id, details, hash)
      values (${hostId}, ${host.sequence + 1}, 1, 'Organization', 'Purge', 'system', 'Gatehouse', ${other}, '{}', '')`);
    await forgeAnchor(attacked, 6);
    await attacked.run(sql`delete from audit_entries where organization_id = ${id} and sequence <= 6`);
    const { code, stdout } = await attacked.verify();
    assert.equal(code, 1);
    assert.match(stdout, /^Hogwarts .*: BROKEN at entry 6: forged/m);
    assert.match(stdout, new RegExp(`^${other} .*: BROKEN at entry 1: missing`, 'm'));
    assert.match(stdout, new RegExp(`^Host .*: BROKEN at entry ${host.sequence + 1}: forged`, 'm'));
  });

  it('neither stops the server by deleting an end, nor has what happened deleted with an anchor of its own', async () => {
    await using attacked = await copy();
    const { sequence } = await headOf(attacked);
    await attacked.db.deleteFrom('audit_heads').where('organization_id', '=', id).execute();
    await forgeAnchor(attacked, sequence - 1);
    const running = await startGatehouse({ data: attacked.data });
    const own = await token(running, '');
    const group = { partitionGlobalId: id, name: 'After' };
    assert.equal((await apiOf(running, () => own)('POST', '/api/Group', group)).status, 201);
    assert.equal((await running.store.audit.head(id))?.sequence, sequence + 1);
    await running.stop();

    const archive = ['audit', 'archive', ...attacked.place, '--before', new Date().toISOString()];
    const file = join(attacked.path, 'archive.gz');
    assert.match((await runCommand([...archive, '--file', file])).stderr, /does not verify \(entry \d+: forged\)/);
    const { code, stdout, stderr } = await runCommand([...archive, '--file', file, '--damaged']);
    assert.equal(code, 0, stderr);
    assert.match(stdout, new RegExp(`^Hogwarts .*: entries 1 to ${sequence + 1}$`, 'm'));
    assert.equal((await attacked.verify()).code, 0);
    assert.equal((await attacked.verify('--archive', file)).code, 0);
  });

  it('finds the old end of a log of use, which only an anchor kept elsewhere tells from the real one', async () => {
    await using attacked = await copy();
    const anchors = join(attacked.path, 'anchors');
    const old = await headOf(attacked);
    await record(attacked.data);
    assert.equal((await attacked.verify('--anchors', anchors)).code, 0);
    const kept = await readFile(anchors, 'utf8');
    const anchor = kept.split('\n').find((line) => line.startsWith(id)) ?? '';

    await attacked.run(sql`delete from audit_entries where organization_id = ${id} and sequence > ${old.sequence}`);
    await setHead(attacked, old);
    assert.equal((await attacked.verify()).code, 0, 'the end was genuine once');

    for (const args of [
      ['--expect', anchor],
      ['--anchors', anchors],
    ] as const) {
      const { code, stdout } = await attacked.verify(...args);
      assert.equal(code, 1);
      assert.match(stdout, new RegExp(`^ {2}EXPECTED ${anchor}: missing$`, 'm'));
    }
    assert.equal(await readFile(anchors, 'utf8'), kept, 'what was kept is not replaced by what does not fit');
  });
});

describe('whoever has the store and the installation key', () => {
  it('writes a log anew that verifies; only an anchor kept elsewhere tells', async () => {
    await using attacked = await copy();
    const { sequence, hash } = await headOf(attacked);
    const end = await rewriteWithout(attacked, 5);
    const key = openInstallationKey({
      ...{ configured: undefined, isFirstStart: false },
      file: join(attacked.data, 'installation.key'),
    });
    const mac = createSealer(key).sign(JSON.stringify([id, end.sequence, end.hash]), 'audit head');
    await setHead(attacked, { ...end, mac });
    assert.equal((await attacked.verify()).code, 0);
    const cut = await attacked.verify('--expect', `${id}:${sequence}:${hash}`);
    assert.match(cut.stdout, /EXPECTED .*: missing/);
    const changed = await attacked.verify('--expect', `${id}:${sequence - 1}:${'a'.repeat(64)}`);
    assert.deepEqual([cut.code, changed.code], [1, 1]);
    assert.match(changed.stdout, /EXPECTED .*: altered/);
  });
});

describe('audit verify', () => {
  it('refuses anchors that are none in one line, and takes several', async () => {
    await using folder = await temporaryFolder();
    const data = await placeOf(base.path);
    const file = join(folder.path, 'anchors');
    await writeFile(file, '# mine\n\nnonsense\n');
    for (const [args, code, message] of [
      [['--expect', 'nonsense'], 2, /"nonsense" is not an anchor/],
      [['--expect', `${id}:0:${'a'.repeat(64)}`], 2, /is not an anchor/],
      [['--anchors', file], 1, /anchors, line 3: this is not an anchor/],
      [['--anchors', folder.path], 1, /cannot be read/],
      [['--archive', file, '--anchors', file], 2, /leave out --archive or --anchors/],
      [['--archive', join(folder.path, 'none')], 1, /There is no file/],
      [['--archive', file], 1, /is not an archive of audit logs, or is damaged/],
    ] as const) {
      const answer = await runCommand(['audit', 'verify', ...data, ...args]);
      assert.equal(answer.code, code, answer.stderr);
      assert.match(answer.stderr, message);
      assert.match(answer.stderr, /^gatehouse: [^\n]+\n$/);
    }
    const ends = join(folder.path, 'ends');
    assert.equal((await runCommand(['audit', 'verify', ...data, '--anchors', ends])).code, 0);
    const anchors = (await readFile(ends, 'utf8')).split('\n').filter((line) => /^[0-9a-f]/.test(line));
    assert.ok(anchors.length >= 3);
    const expected = anchors.flatMap((anchor) => ['--expect', anchor]);
    assert.equal((await runCommand(['audit', 'verify', ...data, ...expected])).code, 0);
  });
});
