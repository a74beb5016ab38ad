import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { lstat, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import type { ArchiveLine } from '../../src/directory/audit/archive.ts';
import { operatorEntry } from '../../src/directory/audit/entry.ts';
import { apiOf } from '../support/api.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type Gatehouse, startGatehouse, useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { copyExampleData, placeOf } from '../support/store.ts';
import { world } from '../support/world.ts';

const { id } = world.organization;
const path = `/api/AuditQuery/${id}`;
let bearer = '';
const gatehouse = useGatehouse(async (running) => {
  bearer = await token(running, '');
});
const call = apiOf(gatehouse, () => bearer);

const main = resolve(import.meta.dirname, '../../src/main.ts');
const archive = async (running: Pick<Gatehouse, 'config'>, ...args: readonly string[]) =>
  await runCommand(['audit', 'archive', ...(await placeOf(running.config.data)), ...args]);
const verify = async (running: Pick<Gatehouse, 'config'>, ...args: readonly string[]) =>
  await runCommand(['audit', 'verify', ...(await placeOf(running.config.data)), ...args]);

const linesOf = async (file: string): Promise<readonly ArchiveLine[]> =>
  gunzipSync(await readFile(file))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const entriesIn = async (file: string) =>
  (await linesOf(file)).flatMap((line) => ('entry' in line && line.entry.organizationId === id ? line.entry : []));

/** Entries that say that they are so many days old, and a second, so that they are from before the next moment. */
async function record(days: number, count: number, organizationId: string = id, { store } = gatehouse): Promise<void> {
  const at = Date.now() - 1000 - days * 24 * 60 * 60_000;
  const event = { organizationId, category: 'Group', action: 'Update', targetId: null } as const;
  const entries = Array.from({ length: count }, (_, n) => operatorEntry(at, { ...event, details: { n } }));
  await store.transaction(({ audit }) => audit.appendMany(organizationId, entries, (entry) => entry));
}

const isOwnEntry = (line: ArchiveLine): boolean => 'entry' in line && line.entry.organizationId === id;

/** Without the last entry of the log, and as if it had always ended there. */
function withoutLast(all: readonly ArchiveLine[]): readonly ArchiveLine[] {
  const last = all.findIndex((line) => 'end' in line && line.end.organizationId === id);
  const kept = all[last - 2];
  assert.ok(kept && 'entry' in kept);
  const { sequence, hash } = kept.entry;
  return [...all.slice(0, last - 1), { end: { organizationId: id, sequence, hash } }, ...all.slice(last + 1)];
}
const dayBefore = (days: number) => new Date(Date.now() - days * 24 * 60 * 60_000).toISOString().slice(0, 10);
const inStore = async () => {
  const { json } = await call('GET', `${path}?top=100000`);
  return { totalCount: json.totalCount as number, results: json.results as { auditLogDetails: string }[] };
};
const sequences = async () =>
  (await inStore()).results.map(({ auditLogDetails }) => Number(JSON.parse(auditLogDetails).sequence));

describe('gatehouse audit archive', () => {
  it('moves what is older than a day into a file beside the running server, and the rest still proves itself', async () => {
    await using folder = await temporaryFolder();
    const first = join(folder.path, 'first.jsonl.gz');
    const last = (await gatehouse.store.audit.head(id))?.sequence ?? 0;
    await record(0, 3);
    const { code, stdout, stderr } = await archive(gatehouse, '--before', new Date().toISOString(), '--file', first);
    assert.equal(code, 0, stderr);
    assert.match(stdout, new RegExp(`^Hogwarts \\(${id}\\): entries 1 to ${last + 3}$`, 'm'));
    assert.match(stdout, /first\.jsonl\.gz: SHA-256 [0-9a-f]{64}\n$/);
    assert.equal((await stat(first)).mode & 0o077, 0);
    assert.deepEqual(
      (await entriesIn(first)).map(({ sequence }) => sequence),
      Array.from({ length: last + 3 }, (_, n) => n + 1),
    );

    // What is left is the entry about it; new ones follow.
    assert.deepEqual(await sequences(), [last + 4]);
    const [told] = (await inStore()).results;
    const details = JSON.parse(told?.auditLogDetails ?? '');
    assert.deepEqual([details.from, details.to, details.file], [1, last + 3, 'first.jsonl.gz']);
    await call('POST', '/api/Group', { partitionGlobalId: id, name: 'After the archive' });
    assert.equal((await inStore()).totalCount, 2);
    assert.deepEqual(await sequences(), [last + 5, last + 4]);
    assert.equal((await call('GET', `${path}?top=1&skip=1&sortBy=createdOn&sortOrder=asc`)).json.results.length, 1);
    const whole = await verify(gatehouse);
    assert.equal(whole.code, 0, whole.stdout);
    assert.match(whole.stdout, new RegExp(`^Hogwarts .*: ok, ${last + 5} entries, ${last + 3} of them archived`, 'm'));

    const kept = await verify(gatehouse, '--archive', first);
    assert.equal(kept.code, 0, kept.stdout);
    assert.match(
      kept.stdout,
      new RegExp(`^Hogwarts .*: ok, entries 1 to ${last + 3}, as the store has it anchored$`, 'm'),
    );
  });

  it('is told to scripts as JSON: a log in each line, with what was expected of it', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'all.jsonl.gz');
    await record(0, 2);
    assert.equal((await archive(gatehouse, '--before', new Date().toISOString(), '--file', file)).code, 0);
    const logIn = ({ stdout }: { readonly stdout: string }, wanted: string = id) =>
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
        .find(({ organizationId }) => organizationId === wanted);
    const inFile = await verify(gatehouse, '--json', '--archive', file);
    const { hash, from, to, origin, ...kept } = logIn(inFile);
    assert.deepEqual(kept, {
      ...{ organizationId: id, organization: 'Hogwarts', state: 'whole', fault: null },
      ...{ signaturesChecked: true, expected: [] },
    });
    assert.deepEqual([from < to, origin], [true, 'as the store has it anchored']);
    const [moved, made] = [`${id}:${to - 1}:${'0'.repeat(64)}`, `${id}:${to + 99}:${'1'.repeat(64)}`];
    const { code, stdout } = await verify(gatehouse, '--json', '--expect', moved, '--expect', made);
    const whole = logIn({ stdout });
    assert.deepEqual([code, whole.state, whole.from, whole.to], [1, 'whole', to + 1, to + 1]);
    assert.deepEqual(whole.expected, [
      { anchor: moved, found: 'archived' },
      { anchor: made, found: 'missing' },
    ]);
    const elsewhere = randomUUID();
    const lost = await verify(gatehouse, '--json', '--archive', file, '--expect', `${elsewhere}:1:${hash}`);
    assert.deepEqual([lost.code, logIn(lost, elsewhere).state], [1, 'missing']);
  });

  it('leaves what is younger, and goes on there the next time', async () => {
    await using folder = await temporaryFolder();
    const organizationId = randomUUID();
    const createdAt = Date.now();
    await gatehouse.store.organizations.insert({ id: organizationId, name: 'Castelobruxo', createdAt });
    await record(20, 5, organizationId);
    await record(3, 2, organizationId);
    await record(20, 1, organizationId); // The clock was put back: it stays behind what is younger.
    for (const [days, from, to, left] of [
      [30, 0, 0, 8],
      [10, 1, 5, 4],
      [1, 6, 8, 2],
    ] as const) {
      const file = join(folder.path, `${days}.gz`);
      const { code, stdout } = await archive(gatehouse, '--before', dayBefore(days), '--file', file);
      assert.equal(code, 0);
      if (to === 0) assert.equal(stdout, 'There are no entries from before that day.\n');
      else assert.equal(stdout.split('\n', 1)[0], `Castelobruxo (${organizationId}): entries ${from} to ${to}`);
      assert.equal(await gatehouse.store.audit.count(organizationId), left);
      const whole = await verify(gatehouse);
      assert.equal(whole.code, 0, whole.stdout);
    }
    assert.deepEqual((await readdir(folder.path)).sort(), ['1.gz', '10.gz']);
    for (const file of ['1.gz', '10.gz']) {
      assert.equal((await verify(gatehouse, '--archive', join(folder.path, file))).code, 0);
    }
  });

  it('archives logs that do not verify only when told so; they go on from there and say it', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'damaged.jsonl.gz');
    await record(0, 5);
    const { sequence = 0 } = (await gatehouse.store.audit.head(id)) ?? {};
    await sql`update audit_entries set actor_name = 'x' where organization_id = ${id} and sequence = ${sequence - 2}`.execute(
      gatehouse.db,
    );
    const now = new Date().toISOString();
    const { code, stderr } = await archive(gatehouse, '--before', now, '--file', file);
    assert.equal(code, 1);
    assert.match(stderr, /^gatehouse: The audit log of Hogwarts does not verify \(entry \d+: altered\)\. [^\n]+\n$/);
    const anyway = await archive(gatehouse, '--before', now, '--file', file, '--damaged');
    assert.equal(anyway.code, 0, anyway.stderr);
    const whole = await verify(gatehouse);
    assert.equal(whole.code, 0, whole.stdout);
    assert.match(
      JSON.stringify((await inStore()).results[0]),
      /\\"broken\\":\{\\"sequence\\":\d+,\\"reason\\":\\"altered\\"/,
    );
    const kept = await verify(gatehouse, '--archive', file);
    assert.equal(kept.code, 1);
    assert.match(kept.stdout, /Hogwarts .*: BROKEN at entry \d+: altered, as the store has it anchored/);
  });

  it('lets an anchor of before be found in the file, and tells a file that was changed', async () => {
    await using folder = await temporaryFolder();
    const [anchors, file] = [join(folder.path, 'anchors'), join(folder.path, 'third.jsonl.gz')];
    await record(0, 3);
    const head = await gatehouse.store.audit.head(id);
    const anchor = `${id}:${head?.sequence}:${head?.hash}`;
    await record(0, 3);
    await writeFile(anchors, `${anchor}\n`);
    assert.equal((await archive(gatehouse, '--before', new Date().toISOString(), '--file', file)).code, 0);
    const later = await verify(gatehouse, '--anchors', anchors);
    assert.equal(later.code, 0, later.stdout);
    assert.match(later.stdout, new RegExp(`${anchor} was archived: check the file with --archive`));
    assert.equal((await verify(gatehouse, '--archive', file, '--expect', anchor)).code, 0);
    const foreign = `${id}:${head?.sequence}:${'a'.repeat(64)}`;
    assert.match((await verify(gatehouse, '--archive', file, '--expect', foreign)).stdout, /EXPECTED .*: missing/);

    const lines = await linesOf(file);
    const rewritten = (change: (all: ArchiveLine[]) => readonly ArchiveLine[]) =>
      gzipSync(
        `${change([...lines])
          .map((line) => JSON.stringify(line))
          .join('\n')}\n`,
      );
    const changed = join(folder.path, 'changed.gz');
    for (const [content, message] of [
      [rewritten(withoutLast), /Hogwarts .*: ok.*, UNKNOWN to the store/],
      [rewritten((all) => all.filter((_, n) => n !== all.findIndex(isOwnEntry))), /BROKEN at entry \d+: missing/],
      [
        rewritten((all) => all.map((line) => ('entry' in line ? { entry: { ...line.entry, at: 1 } } : line))),
        /BROKEN at entry \d+: altered/,
      ],
      [(await readFile(file)).subarray(0, -9), /is not an archive of audit logs, or is damaged/],
      [gzipSync('{"entry":{}}\n'), /its lines are not in order/],
    ] as const) {
      await writeFile(changed, content);
      const { code, stdout, stderr } = await verify(gatehouse, '--archive', changed);
      assert.equal(code, 1, stdout);
      assert.match(stdout + stderr, message);
    }
  });

  it('is in nobody’s way: the server takes every change meanwhile', async () => {
    await using folder = await temporaryFolder();
    await record(0, 5000);
    const file = join(folder.path, 'meanwhile.gz');
    let isRunning = true;
    const running = archive(gatehouse, '--before', new Date().toISOString(), '--file', file).finally(() => {
      isRunning = false;
    });
    const statuses: number[] = [];
    for (let n = 0; isRunning; n += 1) {
      statuses.push((await call('POST', '/api/Group', { partitionGlobalId: id, name: `Meanwhile ${n}` })).status);
    }
    assert.equal((await running).code, 0);
    assert.deepEqual([...new Set(statuses)], [201]);
    assert.equal((await verify(gatehouse)).code, 0);
  });

  it('never writes over a file, and says in one line what it needs', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'mine');
    await writeFile(file, 'mine');
    for (const [args, code, message] of [
      [['--before', '2020-01-01', '--file', file], 1, /mine exists already/],
      [['--before', '2020-01-01', '--file', join(file, 'x')], 1, /cannot be written \(ENOTDIR\)/],
      [[], 2, /--before DATE/],
      [['--before', 'yesterday'], 2, /--before DATE/],
      [['--before', '2026-02-30'], 2, /--before DATE/],
      [['--before', '2026-02-30T10:00:00Z'], 2, /--before DATE/],
      [['--before', '2999-01-01'], 2, /is in the future/],
    ] as const) {
      const answer = await archive(gatehouse, ...args);
      assert.equal(answer.code, code, answer.stderr);
      assert.match(answer.stderr, message);
      assert.match(answer.stderr, /^gatehouse: [^\n]+\n$/);
    }
    assert.equal(await readFile(file, 'utf8'), 'mine');
  });

  it('writes through no link that somebody has laid where its drafts are', async () => {
    await using folder = await temporaryFolder();
    const [file, anchors, elsewhere] = ['new.gz', 'ends', 'elsewhere'].map((name) => join(folder.path, name));
    assert.ok(file && anchors && elsewhere);
    await writeFile(elsewhere, 'mine');
    for (const draft of [`${file}.part`, `${anchors}.new`]) await symlink(elsewhere, draft);
    await record(0, 1);
    const archived = await archive(gatehouse, '--before', new Date().toISOString(), '--file', file);
    assert.equal(archived.code, 0, archived.stderr);
    assert.equal((await verify(gatehouse, '--anchors', anchors)).code, 0);
    assert.equal(await readFile(elsewhere, 'utf8'), 'mine');
    for (const made of [file, anchors]) assert.ok((await lstat(made)).isFile());
  });

  it('loses nothing and doubles nothing when it is killed, and can be run again', async () => {
    await using folder = await temporaryFolder();
    const copy = await startGatehouse({ data: await copyExampleData(join(folder.path, 'data')) });
    await record(0, 10_000, id, copy);
    await copy.stop();
    const before = new Date().toISOString();
    const files: string[] = [];
    for (let round = 0; ; round += 1) {
      const file = join(folder.path, `round-${round}.jsonl.gz`);
      const args = ['audit', 'archive', ...(await placeOf(copy.config.data)), '--before', before, '--file', file];
      const child = spawn(process.execPath, [main, ...args], { stdio: 'ignore' });
      // Later each time, in steps that grow: a slow machine needs few rounds as well.
      const timer = setTimeout(() => child.kill('SIGKILL'), 200 * 1.5 ** round);
      const [code] = (await once(child, 'exit')) as [number | null];
      clearTimeout(timer);
      const whole = await verify(copy);
      assert.equal(whole.code, 0, whole.stdout);
      if ((await readdir(folder.path)).includes(`round-${round}.jsonl.gz`)) files.push(file);
      if (code === 0) break;
    }
    const left = await verify(copy);
    const [, total, archived] = /^Hogwarts .*: ok, (\d+) entries, (\d+) of them archived/m.exec(left.stdout) ?? [];
    const seen = new Set((await Promise.all(files.map(entriesIn))).flat().map(({ sequence }) => sequence));
    const first = Math.min(...seen);
    for (let n = first; n <= Number(archived); n += 1) assert.ok(seen.has(n), `entry ${n}`);
    assert.ok(Number(archived) >= 10_000 && Number(total) > Number(archived));
    for (const file of files) assert.equal((await verify(copy, '--archive', file)).code, 0);
  });
});
