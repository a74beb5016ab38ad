import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { DocumentCache } from './document-cache.ts';
import { KeySets } from './key-sets.ts';
import { everywhere } from './reachable.ts';
import { TrustedIssuers } from './trusted-issuers.ts';

const minute = 60_000;
const key = (kid: string) => ({ ...generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }), kid });

/** A server of somebody else, and a clock. */
async function serve(documents: Record<string, unknown> = {}) {
  const asked: string[] = [];
  const warnings: object[] = [];
  const clock = { at: 1_800_000_000_000 };
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const document = documents[request.url ?? ''];
    if (document === undefined) response.writeHead(404).end();
    else response.end(typeof document === 'string' ? document : JSON.stringify(document));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const log = { warn: (fields: object) => void warnings.push(fields) };
  const parts = { mayReach: everywhere, log, now: () => clock.at };
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url, asked, documents, warnings, clock, parts, [Symbol.asyncDispose]: close };
}

describe('a document of somebody else', () => {
  it('is fetched once in ten minutes, however many look for it', async () => {
    await using other = await serve({ '/a': { n: 1 } });
    const published = new DocumentCache(other.parts, (document) => document);
    const find = () => published.find(`${other.url}/a`);
    const found = await Promise.all([find(), find(), find()]);
    assert.deepEqual(found, [{ n: 1 }, { n: 1 }, { n: 1 }]);
    other.documents['/a'] = { n: 2 };
    other.clock.at += 10 * minute - 1;
    assert.deepEqual(await find(), { n: 1 });
    other.clock.at += 1;
    assert.deepEqual(await find(), { n: 2 });
    assert.equal(other.asked.length, 2);
  });

  it('is fetched sooner where it lacks what is looked for, but not more often than every half minute', async () => {
    await using other = await serve({ '/a': { n: 1 } });
    const published = new DocumentCache(other.parts, (document) => document as { readonly n?: number });
    const find = () => published.find(`${other.url}/a`, ({ n }) => n === 2);
    assert.deepEqual(await find(), { n: 1 });
    other.documents['/a'] = { n: 2 };
    other.clock.at += 29_999;
    assert.deepEqual(await find(), { n: 1 });
    other.clock.at += 1;
    assert.deepEqual(await find(), { n: 2 });
    assert.equal(other.asked.length, 2);
  });

  it('that cannot be fetched is none for half a minute, which the log says with the reason', async () => {
    await using other = await serve({ '/text': 'no JSON at all' });
    const published = new DocumentCache(other.parts, (document) => document);
    for (const [path, reason] of [
      ['/nothing', /status 404/],
      ['/text', /no JSON/],
    ] as const) {
      const find = () => published.find(`${other.url}${path}`);
      assert.equal(await find(), undefined);
      assert.equal(await find(), undefined);
      assert.match(JSON.stringify(other.warnings.at(-1)), reason);
      other.clock.at += minute;
      assert.equal(await find(), undefined);
    }
    assert.equal(other.asked.length, 4);
  });

  it('is fetched anew when the clock was set back: it is not older than it is', async () => {
    await using other = await serve({ '/a': { n: 1 } });
    const published = new DocumentCache(other.parts, (document) => document);
    await published.find(`${other.url}/a`);
    other.clock.at -= 60 * minute;
    await published.find(`${other.url}/a`);
    assert.equal(other.asked.length, 2);
  });
});

describe('a set of keys of somebody else', () => {
  it('holds those that can be used, and of each what is used', async () => {
    const [one, two] = [key('one'), key('two')];
    const others = [{ kty: 'oct', k: 'x' }, { ...one, d: 'private' }, 'x', null];
    await using other = await serve({
      '/mixed': { keys: [one, ...others, two] },
      '/many': { keys: Array.from({ length: 12 }, (_, n) => key(`${n}`)) },
    });
    const sets = new KeySets(other.parts);
    assert.deepEqual((await sets.find(`${other.url}/mixed`, 'two'))?.keys, [one, two]);
    assert.equal((await sets.find(`${other.url}/many`, '11'))?.keys.length, 12);
  });

  it('that says much besides is remembered as any other', async () => {
    const deep = `{"keys":[${JSON.stringify(key('one')).slice(0, -1)},"z":${'['.repeat(25_000)}${']'.repeat(25_000)}}]}`;
    await using other = await serve({ '/deep': deep });
    const sets = new KeySets(other.parts);
    for (let n = 0; n < 3; n += 1) assert.equal((await sets.find(`${other.url}/deep`, 'one'))?.keys.length, 1);
    assert.equal(other.asked.length, 1);
  });

  it('stays good for a day while it cannot be fetched anew', async () => {
    const [one] = [key('one')];
    await using other = await serve({ '/keys': { keys: [one] } });
    const sets = new KeySets(other.parts);
    const find = (kid: string) => sets.find(`${other.url}/keys`, kid);
    await find('one');
    delete other.documents['/keys'];
    other.clock.at += minute;
    assert.deepEqual((await find('unknown'))?.keys, [one]);
    assert.deepEqual((await find('one'))?.keys, [one]);
    assert.equal(other.asked.length, 2);
    other.clock.at += 24 * 60 * minute;
    assert.equal(await find('one'), undefined);
  });

  it('is none where there is none', async () => {
    await using other = await serve({ '/a': {}, '/b': { keys: {} }, '/c': [] });
    const sets = new KeySets(other.parts);
    for (const path of ['/a', '/b', '/c']) assert.equal(await sets.find(`${other.url}${path}`, undefined), undefined);
    assert.match(JSON.stringify(other.warnings), /no set of keys/);
  });

  it('is fetched anew for a key that it does not have yet', async () => {
    await using other = await serve({ '/a': { keys: [key('old')] } });
    const sets = new KeySets(other.parts);
    await sets.find(`${other.url}/a`, 'old');
    other.documents['/a'] = { keys: [key('new')] };
    other.clock.at += minute;
    assert.equal((await sets.find(`${other.url}/a`, 'old'))?.keys[0]?.kid, 'old');
    assert.equal((await sets.find(`${other.url}/a`, 'new'))?.keys[0]?.kid, 'new');
  });
});

describe('the keys of an issuer that somebody trusts', () => {
  const wellKnown = '/.well-known/openid-configuration';

  it('are where the metadata of the issuer says', async () => {
    await using other = await serve({ '/jwks': { keys: [key('one')] } });
    const { url, documents, parts } = other;
    documents[wellKnown] = { issuer: url, jwks_uri: `${url}/jwks` };
    documents[`/realm${wellKnown}`] = { issuer: `${url}/realm/`, jwks_uri: `${url}/jwks` };
    const issuers = new TrustedIssuers({ ...parts, keySets: new KeySets(parts) });
    assert.equal((await issuers.keysOf(url, 'one'))?.keys.length, 1);
    assert.equal((await issuers.keysOf(`${url}/realm/`, 'one'))?.keys.length, 1);
  });

  it('are none where the metadata is of another issuer, or leads elsewhere than to the web', async () => {
    await using other = await serve({ '/jwks': { keys: [key('one')] } });
    const { url, documents, parts } = other;
    const issuers = new TrustedIssuers({ ...parts, keySets: new KeySets(parts) });
    for (const [path, metadata] of [
      ['/a', { issuer: `${url}/b`, jwks_uri: `${url}/jwks` }],
      ['/c', { issuer: `${url}/c/`, jwks_uri: `${url}/jwks` }],
      ['/d', { issuer: `${url}/d`, jwks_uri: 'file:///etc/passwd' }],
      ['/e', { issuer: `${url}/e`, jwks_uri: 'http://keys.example.org/' }],
      ['/f', { issuer: `${url}/f` }],
    ] as const) {
      documents[`${path}${wellKnown}`] = metadata;
      assert.equal(await issuers.keysOf(`${url}${path}`, 'one'), undefined, path);
    }
    assert.ok(!other.asked.includes('/jwks'));
  });
});
