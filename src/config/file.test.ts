import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { StartupError } from '../errors.ts';
import { readConfigFile } from './file.ts';

function read(text: string): Readonly<Record<string, string>> | string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-config-'));
  const file = join(folder, 'gatehouse.yaml');
  try {
    writeFileSync(file, text);
    return readConfigFile(file);
  } catch (error) {
    assert.ok(error instanceof StartupError);
    return error.message.replace(file, 'FILE');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('a configuration file', () => {
  it('holds a text for each setting, whatever YAML makes of it', () => {
    assert.deepEqual(read('port: 8080\nexternal-url: https://id.example.org\ndemo: true\nratio: 0.5\n'), {
      ...{ port: '8080', 'external-url': 'https://id.example.org', demo: 'true', ratio: '0.5' },
    });
  });

  it('may give a list, which is one text with commas', () => {
    assert.deepEqual(read('proxies:\n  - 10.0.0.1\n  - 10.0.0.2\nempty: []\n'), {
      ...{ proxies: '10.0.0.1,10.0.0.2', empty: '' },
    });
  });

  it('keeps the digits of a password as they are written', () => {
    assert.deepEqual(read('smtp-password: 0012\nadmin-password: 0x1f\npepper: 12345678901234567890\n'), {
      ...{ 'smtp-password': '0012', 'admin-password': '0x1f', pepper: '12345678901234567890' },
    });
  });

  it('never quotes a password that is no YAML, in an error or a warning', () => {
    const warned: unknown[] = [];
    const emitWarning = process.emitWarning;
    Object.assign(process, { emitWarning: (warning: unknown) => warned.push(warning) });
    try {
      for (const value of [
        '*s3cret',
        '!s3cret',
        '|s3cret',
        '>s3cret',
        '@s3cret',
        '"s3cret" s3cret',
        's3cret: s3cret',
      ]) {
        const told = read(`smtp-password: ${value}\n`);
        assert.match(String(told), /^The configuration file FILE cannot be read: [^\n]+\.$/);
        assert.doesNotMatch(String(told), /s3cret/);
      }
    } finally {
      Object.assign(process, { emitWarning });
    }
    assert.deepEqual(warned, []);
  });

  for (const [what, text, why] of [
    ['a list', '- a\n', /^The configuration file FILE must hold "name: value" lines\.$/],
    ['a text', 'hello', /must hold "name: value" lines/],
    ['nothing', '', /must hold "name: value" lines/],
    ['a setting without a value', 'port:\n', /^FILE: the setting "port" has no value/],
    ['a setting within a setting', 'smtp:\n  host: x\n', /^FILE: the setting "smtp" has no value, or one that is more/],
    ['a list without a value', 'proxies: [a, null]\n', /the setting "proxies"/],
    ['what is no YAML', 'a: [1\nb: "', /^The configuration file FILE cannot be read: [^\n]+$/],
    ['a setting twice', 'port: 1\nport: 2\n', /cannot be read/],
  ] as const) {
    it(`is refused in one line when it holds ${what}`, () => assert.match(String(read(text)), why));
  }

  it('is refused when it is not there', () => {
    assert.throws(() => readConfigFile('/nowhere/gatehouse.yaml'), { name: 'StartupError', message: /ENOENT/ });
  });
});
