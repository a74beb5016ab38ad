import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isEmailAddress, needsSmtpUtf8 } from './email-address.ts';

const a = (length: number) => 'a'.repeat(length);

describe('an e-mail address', () => {
  for (const address of [
    ...['ana@example.com', "o'neil+news@sub.example.co.uk", 'ana@localhost', '1@2.example', 'a_b@x-y.example'],
    ...['ana@jõgeva.ee', 'ana@xn--jgeva-dua.ee', 'jõgeva@jõgeva.ee', 'ana@ελλάδα.gr', 'ANA@EXAMPLE.COM'],
    ...[`${a(64)}@example.com`, `ana@${a(63)}.example`, `${a(64)}@${a(63)}.${a(63)}.${a(61)}`],
  ]) {
    it(`can be ${address.slice(0, 30)} of ${address.length}`, () => assert.equal(isEmailAddress(address), true));
  }

  for (const [address, why] of [
    ['', 'nothing'],
    ['ana', 'no domain'],
    ['@example.com', 'nobody'],
    ['ana@', 'nowhere'],
    ['ana@@example.com', 'two signs'],
    ['ana@b@example.com', 'a sign in the local part'],
    ['ana b@example.com', 'a blank'],
    ['ana\u00a0b@example.com', 'a blank of another kind'],
    ['ana\u200bb@example.com', 'what nobody sees'],
    ['ana\u202eb@example.com', 'what turns the text around'],
    ['ana\r\nBcc: x@example.com', 'another line'],
    ['"ana b"@example.com', 'quotes'],
    ['ana@[192.0.2.1]', 'brackets'],
    ['ana@192.0.2.1', 'the number of a machine'],
    ['ana@192.1', 'a number that URLs read as that of a machine'],
    ['.ana@example.com', 'a full stop first'],
    ['ana.@example.com', 'a full stop last'],
    ['a..b@example.com', 'two full stops'],
    ['ana@.example.com', 'an empty label first'],
    ['ana@example..com', 'an empty label'],
    ['ana@example.com.', 'an empty label last'],
    ['ana@-example.com', 'a label that begins with a hyphen'],
    ['ana@example-.com', 'a label that ends with one'],
    ['ana@exa_mple.com', 'a character that no host has'],
    ['ana@exa%6dple.com', 'an escape'],
    ['ana@example。com', 'a full stop of another kind'],
    ['ana,ben@example.com', 'a list'],
    ['Ana <ana@example.com>', 'a name'],
    ['ana;@example.com', 'a group'],
    ['ana\ud800@example.com', 'half a character'],
    [`${a(65)}@example.com`, 'a local part of 65 octets'],
    [`${'ä'.repeat(33)}@example.com`, 'a local part of 66 octets in UTF-8'],
    [`ana@${a(64)}.example`, 'a label of 64'],
    [`${a(64)}@${a(63)}.${a(63)}.${a(62)}`, '255 octets'],
    [`ana@${'ä'.repeat(60)}.example`, 'a label that is too long for the DNS'],
  ] as const) {
    it(`cannot have ${why}`, () => assert.equal(isEmailAddress(address), false));
  }

  it('needs a server that takes UTF-8 for what stands before the sign, and not for the domain', () => {
    assert.deepEqual(['jõgeva@example.ee', 'ana@jõgeva.ee', 'ana@example.ee'].map(needsSmtpUtf8), [true, false, false]);
  });
});
