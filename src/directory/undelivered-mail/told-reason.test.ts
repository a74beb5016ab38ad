import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toldReason, unreachable } from './told-reason.ts';

describe('what an organization is told of a mail that was not sent', () => {
  for (const reason of [
    'EENVELOPE 550 RCPT TO',
    'EMESSAGE 451 DATA',
    'EAUTH 535 AUTH PLAIN',
    'sender: the mail server does not take addresses with letters beyond ASCII before the @ (SMTPUTF8)',
    'recipient: the mail server does not take addresses with letters beyond ASCII before the @ (SMTPUTF8)',
    'it is damaged, or sealed with another installation key',
    'it cannot be put into words',
    'its link leads to another server',
  ]) {
    it(`is ${reason}`, () => assert.equal(toldReason(reason), reason));
  }

  for (const reason of [
    'the address 10.20.0.25 is not public, and smtp-private-addresses does not name it',
    'ECONNREFUSED',
    'ETIMEDOUT CONN',
    'ENOTFOUND',
    'EPROTOCOL 500 EHLO',
    'ESOCKET: the certificate of the mail server has another name than relay.inside.example',
    'unknown',
  ]) {
    it(`is the same as of any other network failure, and not ${reason}`, () =>
      assert.equal(toldReason(reason), unreachable));
  }
});
