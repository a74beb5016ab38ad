import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { StartupError } from '../../errors.ts';
import { temporaryFolder } from '../token.fixture.ts';
import { openInstallationKey } from './installation-key.ts';

const refusal = (text: RegExp) => (error: unknown) => error instanceof StartupError && text.test(error.message);

test('the first start makes a key file that only its owner can read', () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'installation.key');
  const key = openInstallationKey({ configured: undefined, file, isFirstStart: true });
  assert.equal(key.length, 32);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(readFileSync(file, 'utf8'), `${key.toString('base64')}\n`);
  assert.deepEqual(readdirSync(folder.path), ['installation.key'], 'no draft is left behind');
});

test('later starts read the same key', () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'installation.key');
  const made = openInstallationKey({ configured: undefined, file, isFirstStart: true });
  assert.deepEqual(openInstallationKey({ configured: undefined, file, isFirstStart: false }), made);
  assert.deepEqual(openInstallationKey({ configured: undefined, file, isFirstStart: true }), made);
});

test('a configured key is taken, and no file is made', () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'installation.key');
  const configured = Buffer.alloc(32, 1);
  assert.equal(openInstallationKey({ configured, file, isFirstStart: true }), configured);
  assert.ok(!existsSync(file));
});

test('a configured key of another length is refused', () => {
  const source = { configured: Buffer.alloc(31), file: '/nowhere', isFirstStart: true };
  assert.throws(() => openInstallationKey(source), refusal(/not 32 bytes/));
});

test('a key file that others can read is refused, with the command that helps', () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'installation.key');
  openInstallationKey({ configured: undefined, file, isFirstStart: true });
  for (const mode of [0o640, 0o604, 0o620, 0o602]) {
    chmodSync(file, mode);
    const open = () => openInstallationKey({ configured: undefined, file, isFirstStart: false });
    assert.throws(open, refusal(/chmod 600/), mode.toString(8));
  }
});

test('a malformed key file is refused, and left as it is', () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'installation.key');
  for (const text of ['', 'hello', Buffer.alloc(16).toString('base64'), Buffer.alloc(33).toString('base64')]) {
    writeFileSync(file, text, { mode: 0o600 });
    const open = () => openInstallationKey({ configured: undefined, file, isFirstStart: true });
    assert.throws(open, refusal(/does not hold 32 bytes/), text);
    assert.equal(readFileSync(file, 'utf8'), text);
  }
});

test('a refusal never repeats what the key file holds', () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'installation.key');
  writeFileSync(file, 'almost-a-key', { mode: 0o600 });
  const open = () => openInstallationKey({ configured: undefined, file, isFirstStart: true });
  assert.throws(open, (error: Error) => !error.message.includes('almost'));
});

test('a missing key file stops the start when there are keys to open, and none is made', () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'installation.key');
  const open = () => openInstallationKey({ configured: undefined, file, isFirstStart: false });
  assert.throws(open, refusal(/is missing/));
  assert.ok(!existsSync(file));
});

test('a folder in which no file can be made stops the start', () => {
  const source = { configured: undefined, file: '/nowhere/at/all.key', isFirstStart: true };
  assert.throws(() => openInstallationKey(source), refusal(/cannot be made/));
});
