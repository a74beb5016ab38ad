import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formats } from './formats.ts';

const recognised = (name: string, beginning: string): string | undefined =>
  formats.find((format) => format.recognises(name, beginning))?.name;

describe('the formats', () => {
  const beginnings: readonly (readonly [string, string, string])[] = [
    ['aspnet-identity', 'users.csv', '\ufeff"Id","UserName","PasswordHash","SecurityStamp"\r\n'],
    ['aspnet-identity', 'users.json', '[{"Id":"1","UserName":"a","SecurityStamp":"x"'],
    ['auth0', 'users.json', '[{"user_id": "1", "email": "a@b"'],
    ['auth0', 'hashes.json', '{"_id":{"$oid":"1"},"email_verified":false,"email":"a@b","tenant":"t","connection":"c"}'],
    ['django', 'auth.json', '[{"model": "auth.user", "pk": 1, "fields": {'],
    ['firebase', 'users.json', '{"users": [{"localId": "1"'],
    ['keycloak', 'x-realm.json', '{\n  "id" : "1",\n  "realm" : "x"'],
    ['ldif', 'a.txt', '# a comment\n\nversion: 1\ndn: dc=x\n'],
    ['ldif', 'a.txt', 'dn:: b3U9eA==\r\n'],
    ['ldif', 'a.ldif', '\n'],
    ['mediawiki', 'user.csv', 'user_id,user_name,user_password\n'],
    ['okta', 'users.json', '[{"status": "ACTIVE", "profile": {"login": "a"'],
    ['wordpress', 'a.csv', '"ID","user_login","user_pass"\n'],
    ['csv', 'people.csv', 'Name;Mail\n'],
    ['csv', 'people', 'userName,email\n'],
  ];
  for (const [name, file, beginning] of beginnings) {
    it(`know ${JSON.stringify(beginning.slice(0, 24))} in ${file} for ${name}`, () => {
      assert.equal(recognised(file, beginning), name);
    });
  }

  it('know nothing else', () => {
    for (const beginning of ['', '{}', '[]', '<html>', '%PDF-1.7']) assert.equal(recognised('a', beginning), undefined);
  });
});
