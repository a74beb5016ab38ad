import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { internalScope } from '../../directory/api-resource.ts';
import { hostScopes, managementScopes, standardScopes } from '../../directory/scope.ts';
import { languageTags, translator } from './language.ts';
import { abilitiesOf, isFarReaching, scopeWords } from './scope-words.ts';

const t = translator('en');

describe('the words for a scope', () => {
  for (const tag of languageTags) {
    it(`are its own for every one that can be granted here: ${tag}`, () => {
      const { length } = scopeWords(translator(tag), '');
      for (const scope of [...standardScopes, ...managementScopes, ...hostScopes, internalScope]) {
        const words = scopeWords(translator(tag), scope);
        assert.ok(!words.includes(scope) && words.length > 0, scope);
        assert.notEqual(words.slice(0, length), scopeWords(translator(tag), ''), scope);
      }
    });
  }

  it('name one of another service', () => assert.equal(scopeWords(t, 'OR.Jobs'), 'use other services: OR.Jobs'));
});

describe('what scopes allow', () => {
  it('is said once, without what is a part of something else', () => {
    assert.deepEqual(
      abilitiesOf(t, ['openid', 'PM.Audit.Read', 'PM.User.Read', 'PM.User', 'PM.Audit', 'PM.User.Write']),
      [
        'know who you are',
        'see and manage people, set passwords, and make access tokens in your name',
        'see the audit log: who did what, when and from where',
      ],
    );
    assert.deepEqual(abilitiesOf(t, ['PM.Group.Read', 'PM.Group.Write']), [
      'see groups, and who is in them',
      'create, change and delete groups, and decide who is in them',
      'find out who there is: the names of people, groups and applications',
    ]);
  });

  it('is everything before anything else, and other services share a line', () => {
    const tool = [
      'offline_access',
      'ProcessMining',
      internalScope,
      'PM.User',
      'OMS',
      'PM.Partition',
      'Du.Extraction.Api',
    ];
    assert.deepEqual(abilitiesOf(t, tool), [
      'do everything that you may do, in your name',
      'stay connected while you are away',
      'use other services: ProcessMining, OMS, Du.Extraction.Api',
    ]);
  });

  it('reaches far when it decides who gets in, and not when it only shows', () => {
    for (const scope of [internalScope, 'PM.User', 'PM.OAuthApp.Write', 'PM.AuthSetting', 'PM.Partition']) {
      assert.ok(isFarReaching(['openid', scope]), scope);
    }
    const seen = managementScopes.filter((scope) => scope.endsWith('.Read'));
    assert.ok(!isFarReaching([...standardScopes, ...seen, 'OR.Jobs', 'PM.Setting']));
  });
});
