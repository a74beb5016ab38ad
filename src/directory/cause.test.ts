import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { byPerson, causeOf } from './cause.ts';

const origin = {
  clientIp: '192.0.2.1',
  browserInfo: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
};
const whence = { address: '192.0.2.1', browser: 'Firefox', system: 'Linux' };
const actor = { id: 'minerva', name: 'Minerva', email: null };

describe('what the owner of an account is told of who did something', () => {
  it('is from where, when it was done with the account itself', () => {
    assert.deepEqual(causeOf({ ...actor, type: 'user' }, 'minerva', origin), { by: 'owner', ...whence });
  });

  it('is the name of the administrator or the application, and not from where', () => {
    assert.deepEqual(causeOf({ ...actor, type: 'user' }, 'dave', origin), { by: 'administrator', name: 'Minerva' });
    assert.deepEqual(causeOf({ ...actor, type: 'application' }, 'dave', origin), {
      by: 'application',
      name: 'Minerva',
    });
  });

  it('is an application also where it has the id of the account', () => {
    assert.equal(causeOf({ ...actor, type: 'application' }, 'minerva', origin).by, 'application');
  });

  it('is nothing but the machine of its operator', () => {
    assert.deepEqual(causeOf({ ...actor, type: 'system', id: null }, 'dave', origin), { by: 'operator' });
  });

  it('says of the browser what a person would, and nothing of what was sent', () => {
    assert.deepEqual(byPerson('anybody', origin), { by: 'anybody', ...whence });
    for (const browserInfo of ['<script>', '{{link}}', 'curl/8', '', null, undefined]) {
      const { browser, system } = byPerson('anybody', { clientIp: null, browserInfo }) as typeof whence;
      assert.deepEqual([browser, system], [undefined, undefined], String(browserInfo));
    }
  });
});
