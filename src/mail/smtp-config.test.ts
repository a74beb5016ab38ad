import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StartupError } from '../errors.ts';
import { readSmtpConfig, smtpNameOf } from './smtp-config.ts';

const config = {
  'smtp-host': 'relay.example.org',
  'smtp-port': 587,
  'smtp-security': 'starttls',
  'smtp-user': undefined,
  'smtp-password': undefined,
  'smtp-from': 'gatehouse@example.org',
  'smtp-from-name': 'Gatehouse',
} as const;

describe('the name by which the server greets mail servers', () => {
  for (const [what, configured, url, expected] of [
    ['the one that is set', 'mx.example.org', 'https://id.example.org', 'mx.example.org'],
    ['the host of its own URL', undefined, 'https://id.example.org:8443/x', 'id.example.org'],
    ['an address in brackets', undefined, 'http://192.0.2.1:8080', '[192.0.2.1]'],
    ['an address of IPv6 in brackets, with its tag', undefined, 'http://[2001:db8::1]', '[IPv6:2001:db8::1]'],
    ['localhost where the URL cannot be read', undefined, 'nonsense', 'localhost'],
  ] as const) {
    it(`is ${what}`, () => assert.equal(smtpNameOf(configured, url), expected));
  }
});

describe('the operator’s mail server', () => {
  it('is none where no host is set, whatever else is', () => {
    assert.equal(readSmtpConfig({ ...config, 'smtp-host': undefined, 'smtp-from': 'nonsense' }), undefined);
  });

  it('is what is set, and trusted to be wherever it is', () => {
    assert.deepEqual(readSmtpConfig({ ...config, 'smtp-user': 'relay', 'smtp-password': 'x' }), {
      ...{ isOperators: true, host: 'relay.example.org', port: 587, security: 'starttls' },
      credentials: { user: 'relay', password: 'x' },
      from: { address: 'gatehouse@example.org', name: 'Gatehouse' },
    });
    assert.equal(readSmtpConfig({ ...config, 'smtp-password': 'x' })?.credentials, undefined);
    assert.equal(readSmtpConfig({ ...config, 'smtp-host': '[2001:db8::1]' })?.host, '2001:db8::1');
  });

  it('stops the start when it could not be used, and says which setting is missing', () => {
    for (const [wrong, which] of [
      [{ 'smtp-from': undefined }, /smtp-from must be an e-mail address/],
      [{ 'smtp-from': 'nobody' }, /smtp-from must be an e-mail address/],
      [{ 'smtp-user': 'relay' }, /smtp-user is set, but not smtp-password/],
    ] as const) {
      assert.throws(
        () => readSmtpConfig({ ...config, ...wrong }),
        (error: unknown) => error instanceof StartupError && which.test(error.message),
      );
    }
  });
});
