import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { useFolder } from '../../test/support/folder.ts';
import { StartupError } from '../errors.ts';
import { readConfig } from './read.ts';

const key = Buffer.alloc(32, 7);
const text = key.toString('base64');

describe('a secret', () => {
  const folder = useFolder();
  const fileWith = (content: string): string => {
    const file = join(folder, 'key');
    writeFileSync(file, content);
    return file;
  };
  const read = async (flags: Readonly<Record<string, string>>, environment: Readonly<Record<string, string>> = {}) =>
    (await readConfig({ flags, environment }))['installation-key'];

  it('is in the variable, or in the file that another setting names', async () => {
    assert.equal(await read({}), undefined);
    assert.deepEqual(await read({}, { GATEHOUSE_INSTALLATION_KEY: text }), key);
    assert.deepEqual(await read({ 'installation-key-file': fileWith(`${text}\n`) }), key);
    assert.deepEqual(await read({}, { GATEHOUSE_INSTALLATION_KEY_FILE: fileWith(text) }), key);
    // Blanks at its end may be of the secret; the end of the line is not.
    const config = await readConfig({ flags: { 'smtp-password-file': fileWith('al0h0m0ra \n') }, environment: {} });
    assert.equal(config['smtp-password'], 'al0h0m0ra ');
    const monitored = await readConfig({ flags: { 'metrics-token-file': fileWith('owl') }, environment: {} });
    assert.equal(monitored['metrics-token'], 'owl');
  });

  it('is read when it is used, so that who may not read it can do what needs it not', async () => {
    const gone = join(folder, 'gone');
    const names = ['installation-key', 'smtp-password', 'metrics-token'] as const;
    const flags = Object.fromEntries(names.map((name) => [`${name}-file`, gone]));
    const config = await readConfig({ flags, environment: {} });
    assert.equal(config.port, 8080);
    for (const name of names) assert.throws(() => config[name], new RegExp(`${name}-file: \\S+gone cannot be read`));
  });

  it('is not guessed where there are two, none, or something else, of which nothing is shown', async () => {
    const both = { GATEHOUSE_INSTALLATION_KEY: text, GATEHOUSE_INSTALLATION_KEY_FILE: fileWith(text) };
    await assert.rejects(read({}, both), /Both installation-key and installation-key-file are given/);
    for (const content of ['', 'alohomora', `${text}\n${text}\n`]) {
      const refused = (error: unknown) =>
        error instanceof StartupError &&
        /^installation-key-file: what \S+ holds is not 32 bytes in base64\.$/.test(error.message);
      await assert.rejects(read({ 'installation-key-file': fileWith(content) }), refused);
    }
    await assert.rejects(read({ 'installation-key-file': join(folder, 'gone') }), /gone cannot be read/);
    const empty = await readConfig({ flags: { 'smtp-password-file': fileWith('\n') }, environment: {} });
    assert.throws(() => empty['smtp-password'], /^StartupError: smtp-password-file: what \S+ holds is not a value\.$/);
  });
});
