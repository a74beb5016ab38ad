import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { secretMask } from '../directory/setting.ts';
import { mailServerKeys, withoutStalePassword } from './mail-server.ts';

const password = 'Email.Smtp.Password';
const host = 'Email.Smtp.Host';
const port = 'Email.Smtp.Port';
const user = 'Email.Smtp.UserName';
const ssl = 'Email.Smtp.EnableSsl';

const setting = (key: string, value: string | null) => ({ key, value });
const stored = [setting(host, 'old.example.org'), setting(user, 'mailer'), setting(password, 'kept')];
const ends = setting(password, null);

describe('the password of a mail server', () => {
  for (const [what, entry] of [
    ['another server', setting(host, 'new.example.org')],
    ['another port', setting(port, '2525')],
    ['another name to sign in with', setting(user, 'somebody')],
    ['a connection without encryption', setting(ssl, 'false')],
    ['no server any more', setting(host, null)],
    ['another server, the key in another spelling', setting('EMAIL.smtp.HOST', 'new.example.org')],
  ] as const) {
    it(`ends when the setting leads to ${what}`, () => {
      assert.deepEqual(withoutStalePassword(stored, [entry]), [entry, ends]);
    });
  }

  for (const [what, entry] of [
    ['what is there', setting(host, 'old.example.org')],
    ['the default port, which held anyway', setting(port, '25')],
    ['encryption, which held anyway', setting(ssl, 'true')],
    ['the same server between blanks', setting(host, ' old.example.org ')],
    ['an empty port, which stands for the default', setting(port, '')],
    ['another sender', setting('Email.Smtp.FromEmail', 'x@example.org')],
  ] as const) {
    it(`stays when the setting says ${what}`, () => {
      assert.deepEqual(withoutStalePassword(stored, [entry]), [entry]);
    });
  }

  it('is the new one where the request brings one along', () => {
    const entries = [setting(host, 'new.example.org'), setting(password, 'new')];
    assert.deepEqual(withoutStalePassword(stored, entries), entries);
  });

  it('is not carried to the new server by the mask that stands for it, nor by an empty one', () => {
    for (const sent of [secretMask, '', null]) {
      const entries = [setting(host, 'new.example.org'), setting(password.toLowerCase(), sent)];
      const [, result] = withoutStalePassword(stored, entries);
      assert.equal(result?.value, null, String(sent));
    }
  });

  it('is nothing to end where there was none', () => {
    const entries = [setting(host, 'new.example.org')];
    assert.deepEqual(withoutStalePassword([setting(host, 'old.example.org')], entries), entries);
  });

  it('never outlives the way that it was meant for, whatever is written', () => {
    const value = fc.constantFrom(null, '', ' ', 'a', 'b', '25', '465', 'true', 'false');
    const entries = fc.array(fc.tuple(fc.constantFrom(...mailServerKeys.filter((key) => key !== password)), value), {
      maxLength: 5,
    });
    const inForce = (rows: readonly { readonly key: string; readonly value: string | null }[]) => {
      const values = new Map(rows.map((row) => [row.key, row.value?.trim() || undefined]));
      return [
        values.get(host) ?? '',
        values.get(port) ?? '25',
        values.get(user) ?? '',
        values.get(ssl) ?? 'true',
      ].join();
    };
    fc.assert(
      fc.property(entries, entries, (before, after) => {
        const had = [...before.map(([key, text]) => setting(key, text)), setting(password, 'kept')];
        const wanted = after.map(([key, text]) => setting(key, text));
        const ended = withoutStalePassword(had, wanted).some((entry) => entry.key === password && entry.value === null);
        assert.equal(ended, inForce(had) !== inForce([...had, ...wanted]));
      }),
    );
  });
});
