import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StoredAuditEntry } from '../audit.ts';
import { unknownPerson } from './entry.ts';
import { messages as de } from './message/de.ts';
import { messages as en } from './message/en.ts';
import { messages as ro } from './message/ro.ts';
import { auditEvents, auditMessage } from './message.ts';

const entry = (category: string, action: string, name = 'Minerva'): StoredAuditEntry => ({
  ...{ organizationId: 'school', sequence: 1, at: 0, category, action, details: '{}', hash: '' },
  actor: { type: 'user', id: 'minerva', name, email: null },
  ...{ targetId: null, traceId: null, clientIp: null },
});

describe('the sentences of the audit', () => {
  it('are there in every language for the same events', () => {
    assert.deepEqual(Object.keys(de).sort(), Object.keys(en).sort());
    assert.deepEqual(Object.keys(ro).sort(), Object.keys(en).sort());
  });

  it('name the actor once each, where it is one, and differ from one another', () => {
    const withoutActor = ['Authentication/LoginFailed/nobody', 'User/LockedOut'];
    for (const messages of [en, de, ro]) {
      const sentences = Object.entries(messages);
      for (const [key, sentence] of sentences) {
        assert.equal(sentence.split('{actor}').length, withoutActor.includes(key) ? 1 : 2, `${key}: ${sentence}`);
      }
      assert.equal(new Set(sentences.map(([, sentence]) => sentence)).size, sentences.length);
    }
  });

  it('are in the language that is asked for, whatever the country, and else in English', () => {
    const login = entry('Authentication', 'Login');
    const inWords = (messages: Readonly<Record<string, string>>) =>
      messages['Authentication/Login']?.replace('{actor}', 'Minerva');
    for (const language of ['de', 'DE', 'de-AT', 'de_CH', ' de '])
      assert.equal(auditMessage(login, language), inWords(de));
    assert.equal(auditMessage(login, 'ro-MD'), inWords(ro));
    for (const language of ['', 'en-US', 'fr', 'deutsch', '__proto__'])
      assert.equal(auditMessage(login, language), inWords(en));
  });

  it('say of a refused sign-in which account was tried, and not who tried it', () => {
    const refused = { ...entry('Authentication', 'LoginFailed', 'harry'), targetId: 'har-3107' };
    assert.equal(auditMessage(refused, 'en'), 'A sign-in to the account of harry was refused');
    const summary = entry('Authentication', 'LoginFailed', 'unknown');
    assert.equal(auditMessage(summary, 'en'), 'Sign-ins that belong to no account were refused');
    assert.ok(auditEvents('en').every(([event]) => event.split('/').length === 2));
  });

  it('call whoever asked for a link, of whom nothing is known, somebody, in the language', () => {
    const asked = { ...entry('User', 'ResetPasswordRequested'), actor: unknownPerson, targetId: 'har-3107' };
    assert.equal(auditMessage(asked, 'en'), 'Somebody asked for a link to reset a password');
    assert.match(auditMessage(asked, 'de'), /^Jemand hat /);
    assert.match(auditMessage(asked, 'ro'), /^Cineva a /);
    const named = entry('User', 'ResetPasswordRequested', unknownPerson.name);
    assert.match(auditMessage(named, 'de'), /^unknown hat /, 'an account may have that name');
  });

  it('tell an event that nobody has words for by its name', () => {
    assert.equal(auditMessage(entry('Weather', 'Rain'), 'de'), 'Minerva: Weather Rain');
  });

  it('take the name of the actor as it is', () => {
    for (const name of ['$&', '$1$`', '{actor}', '']) {
      assert.ok(auditMessage(entry('Authentication', 'Login', name), 'en').includes(name), name);
    }
  });
});
