import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exposesPasswords } from './plain-http.ts';

const config = (host: string, url?: string, insecure: 'refuse' | 'allow' = 'refuse') => ({
  ...{ host, 'external-url': url, 'insecure-http': insecure },
});

describe('passwords', () => {
  for (const host of ['0.0.0.0', '::', '192.0.2.7', '10.0.0.1', '2001:db8::1', 'id.example.com', 'localhost.example']) {
    it(`would be exposed to the network on ${host}`, () => {
      assert.equal(exposesPasswords(config(host)), true);
      assert.equal(exposesPasswords(config(host, 'http://id.example.com')), true);
    });

    it(`are not behind https on ${host}, nor when the operator means it`, () => {
      assert.equal(exposesPasswords(config(host, 'https://id.example.com')), false);
      assert.equal(exposesPasswords(config(host, undefined, 'allow')), false);
    });
  }

  for (const host of ['127.0.0.1', '127.1.2.3', '::1', '0:0:0:0:0:0:0:1', 'localhost', 'LOCALHOST']) {
    it(`do not leave the machine on ${host}`, () => assert.equal(exposesPasswords(config(host)), false));
  }
});
