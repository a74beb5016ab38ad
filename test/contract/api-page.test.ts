import assert from 'node:assert/strict';
import { request } from 'node:http';
import { describe, it } from 'node:test';
import { describedBy } from '../support/described.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { decode } from '../support/html-text.ts';
import { send } from '../support/http.ts';
import { world } from '../support/world.ts';

const gatehouse = useGatehouse();
const prefixes = ['/identity', '/identity_', `/${world.organization.name}/${world.tenant}/identity_`];

/** The files that the page below the prefix refers to. */
async function filesOf(prefix: string): Promise<readonly string[]> {
  const { text } = await send(`${gatehouse.url}${prefix}/swagger`);
  return [...text.matchAll(/(?:src|<link rel="stylesheet" href)="([^"]+)"/g)].map(([, file = '']) => file);
}

/** The status of a path that is sent as it is written. */
const statusOf = (path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(gatehouse.url);
    const asked = request({ hostname, port, path }, (response) => resolve(response.resume().statusCode));
    asked.on('error', reject).end();
  });

describe('the page of the API', () => {
  it('lets a browser run our own files and call our own API, and nothing else', async () => {
    for (const path of [...prefixes.flatMap((prefix) => [`${prefix}/swagger`, `${prefix}/swagger/index.html`])]) {
      const { status, headers, text } = await send(`${gatehouse.url}${path}`);
      assert.equal(status, 200, path);
      assert.equal(headers.get('content-type'), 'text/html; charset=utf-8');
      const policy = new Map(
        (headers.get('content-security-policy') ?? '').split('; ').map((directive) => {
          const [name = '', ...sources] = directive.split(' ');
          return [name, sources.join(' ')];
        }),
      );
      assert.equal(policy.get('default-src'), "'none'");
      for (const name of ['script-src', 'style-src', 'connect-src']) assert.equal(policy.get(name), "'self'", name);
      assert.equal(policy.get('frame-ancestors'), "'none'");
      assert.doesNotMatch(text, /<script(?![^>]* src=)|<style|style="|(?:src|href)="https?:/);
    }
  });

  it('has its files below every prefix, where browsers keep them for ever', async () => {
    for (const prefix of prefixes) {
      const files = await filesOf(prefix);
      assert.equal(files.length, 4);
      for (const file of files) {
        assert.ok(file.startsWith(`${prefix}/swagger/assets/`), file);
        for (const method of ['GET', 'HEAD']) {
          const { status, headers } = await fetch(`${gatehouse.url}${file}`, { method });
          assert.equal(status, 200, file);
          const type = file.endsWith('.css') ? 'text/css' : 'text/javascript';
          assert.equal(headers.get('content-type'), `${type}; charset=utf-8`);
          assert.equal(headers.get('cache-control'), 'public, max-age=31536000, immutable');
          assert.equal(headers.get('content-encoding'), 'gzip');
        }
      }
    }
  });

  it('has no other files, however they are asked for', async () => {
    for (const file of [
      'swagger-ui-bundle.js',
      'package.json',
      '',
      '%2e%2e%2fpage.ts',
      '../routes.ts',
      '..%5croutes.ts',
    ]) {
      assert.equal(await statusOf(`/identity/swagger/assets/${file}`), 404, file);
    }
  });

  it('takes no other host for its own, whatever the address looks like', async () => {
    for (const path of ['//evil.example/identity/swagger', '/\\\\evil.example/identity/swagger']) {
      assert.equal(await statusOf(path), 404, path);
    }
  });

  it('says without a script which operations there are', async () => {
    const { text } = await send(`${gatehouse.url}/identity/swagger`);
    const listed = [...text.matchAll(/<li><code>(.*?)<\/code>/g)].map(([, name = '']) => decode(name));
    const { paths } = await describedBy(gatehouse.url);
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    assert.deepEqual(listed.sort(), described.sort());
  });

  it('gets its codes at one address, which the description names', async () => {
    const callback = `${gatehouse.url}/identity/swagger/oauth2-redirect.html`;
    const { headers, text } = await send(callback);
    assert.match(headers.get('content-security-policy') ?? '', /script-src 'self';/);
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    const [, script = ''] = /src="([^"]+)"/.exec(text) ?? [];
    assert.match((await send(`${gatehouse.url}${script}`)).text, /window\.opener/);
    for (const prefix of prefixes) {
      const { json } = await send(`${gatehouse.url}${prefix}/swagger/external/swagger.json`);
      assert.ok(json.components.securitySchemes.oauth2.description.includes(`\`${callback}\``), prefix);
    }
  });
});
