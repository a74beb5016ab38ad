import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cleanAddress, isSmtpUsable, type SmtpSettings, type StoredSmtp, smtpInForce } from './smtp-settings.ts';

const operators: SmtpSettings = {
  ...{ isOperators: true, host: 'relay.example.org', port: 587, security: 'starttls' },
  credentials: { user: 'relay', password: 'of the operator' },
  from: { address: 'gatehouse@example.org', name: 'Gatehouse' },
};
const school: StoredSmtp = { host: 'mail.school.example', fromemail: 'office@school.example' };
const read = (stored: StoredSmtp) => {
  const settings = smtpInForce([stored], operators);
  assert.ok(settings !== undefined && settings !== 'incomplete', 'incomplete');
  return settings;
};

describe('the mail server of an organization', () => {
  it('is that of the first level that names one, else the operator’s', () => {
    const host: StoredSmtp = { host: 'mail.host.example', fromemail: 'x@host.example' };
    const named = (levels: readonly StoredSmtp[], fallback?: SmtpSettings) => {
      const settings = smtpInForce(levels, fallback);
      return settings === 'incomplete' ? settings : settings?.host;
    };
    assert.equal(named([school, host], operators), 'mail.school.example');
    assert.equal(named([{}, host], operators), 'mail.host.example');
    assert.equal(named([{ host: '  ' }, {}], operators), operators.host);
    assert.equal(named([{}, {}]), undefined);
  });

  it('takes everything from that level: no password of another level goes to its server', () => {
    const host: StoredSmtp = { ...school, host: 'mail.host.example', username: 'host', password: 'of the host' };
    const settings = smtpInForce([school, host], operators);
    assert.ok(settings !== undefined && settings !== 'incomplete');
    assert.deepEqual(
      [settings.host, settings.credentials, settings.isOperators],
      ['mail.school.example', undefined, false],
    );
    assert.doesNotMatch(JSON.stringify(settings), /of the (?:host|operator)/);
  });

  for (const [what, stored, expected] of [
    ['encrypted before anything else by default', {}, [25, 'starttls']],
    ['encrypted from the first byte at port 465', { port: '465' }, [465, 'tls']],
    ['encrypted where that is asked for', { port: '587', enablessl: 'True' }, [587, 'starttls']],
    ['encrypted when what is asked for cannot be read', { enablessl: 'no' }, [25, 'starttls']],
    ['encrypted if it can be, where nobody insists', { enablessl: ' False ' }, [25, 'opportunistic']],
    ['spoken to at the port that is set', { port: ' 2525 ' }, [2525, 'starttls']],
  ] as const) {
    it(`is ${what}`, () => {
      const { port, security } = read({ ...school, ...stored });
      assert.deepEqual([port, security], expected);
    });
  }

  it('is found by its address, in the brackets in which one of IPv6 stands in URLs, too', () => {
    for (const host of ['::1', '[::1]', ' [::1] ']) assert.equal(read({ ...school, host }).host, '::1');
    assert.equal(read({ ...school, host: '[mail.school.example]' }).host, '[mail.school.example]');
  });

  it('is signed in to with name and password, unless anybody may send', () => {
    const named = { ...school, username: 'mailer', password: 'hunter2' };
    assert.deepEqual(read(named).credentials, { user: 'mailer', password: 'hunter2' });
    assert.equal(read({ ...named, usedefaultcredentials: 'TRUE' }).credentials, undefined);
    assert.equal(read({ ...school, password: 'hunter2' }).credentials, undefined);
  });

  it('has the sender that is set, without the blanks around the address', () => {
    assert.deepEqual(read({ ...school, fromemail: ' office@school.example ', fromdisplayname: 'Office' }).from, {
      address: 'office@school.example',
      name: 'Office',
    });
    assert.equal(read(school).from.name, '');
  });

  for (const [what, stored] of [
    ['no sender', { fromemail: '' }],
    ['two senders', { fromemail: 'a@school.example, b@school.example' }],
    ['a sender with another header in it', { fromemail: 'a@school.example\r\nBcc: b@x.example' }],
    ['a name and no password', { username: 'mailer' }],
    ['a port that is none', { port: '0' }],
    ['a port beyond the last', { port: '65536' }],
    ['a port in words', { port: 'smtp' }],
    ['half a port', { port: '25.5' }],
  ] as const) {
    it(`is not used with ${what}, and neither is another in its place: mail waits`, () => {
      const levels = [
        { ...school, ...stored },
        { ...school, host: 'mail.host.example' },
      ];
      assert.equal(smtpInForce(levels, operators), 'incomplete');
      assert.equal(isSmtpUsable(levels, operators), false);
    });
  }

  it('can be used when it is complete, whoever has named it', () => {
    assert.deepEqual(
      [[school], [{}], []].map((levels) => isSmtpUsable(levels, operators)),
      [true, true, true],
    );
    assert.deepEqual(
      [[school], [{}], []].map((levels) => isSmtpUsable(levels, undefined)),
      [true, false, false],
    );
  });
});

describe('an address to write to', () => {
  it('is one address and nothing else', () => {
    assert.equal(cleanAddress('\tdave@example.org '), 'dave@example.org');
    for (const text of [
      '',
      'dave',
      'a@b.example,c@d.example',
      'Dave <dave@example.org>',
      'a@b.example\nBcc: c@d.example',
    ]) {
      assert.equal(cleanAddress(text), undefined, text);
    }
  });
});
