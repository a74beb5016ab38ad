import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { signedInAdministrator } from '../support/console.ts';
import { fillIn, fillInAndFollow } from '../support/console-form.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { decode } from '../support/html-text.ts';
import { beforeInOrder } from '../support/in-order.ts';
import type { Seen, Visitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

// The issuers that vouch for an application, in the console: by plain links and forms.

const admin = '/identity/web/admin';
const gatehouse = useGatehouse();
let visitor: Visitor;
beforeInOrder(async () => {
  visitor = await signedInAdministrator(gatehouse);
});

const main = { name: 'Main branch', issuer: 'https://ci.example', subject: 'repo:owls:main' };

/** The links of a page to the credentials of its application. */
const credentialsOn = ({ html }: Seen): readonly string[] =>
  [...html.matchAll(/href="([^"]+\/federated-credentials\/[^"/]+)"/g)]
    .map(([, link = '']) => decode(link))
    .filter((link) => !link.endsWith('/new'));

/** An application for which one issuer vouches. */
async function vouchedFor(name: string) {
  const { location = '' } = await fillIn(visitor, `${admin}/new-application?kind=machine`, { name, proof: 'issuer' });
  const page = await fillInAndFollow(visitor, location, main);
  const [credential = assert.fail('no credential')] = credentialsOn(page);
  const id = /applications\/([^/]+)\//.exec(credential)?.[1] ?? '';
  const stored = async () =>
    (await gatehouse.store.federatedCredentials.ofApplication({ organizationId: world.organization.id, id })).map(
      (one) => `${one.name} ${one.subject}`,
    );
  return { credential, stored };
}

describe('an issuer that vouches for an application in the console', () => {
  it('is changed', async () => {
    const { credential, stored } = await vouchedFor('Pipeline');
    const page = await fillInAndFollow(visitor, credential, { name: 'Release', subject: 'repo:owls:release' });
    assert.match(page.html, /Release/);
    assert.deepEqual(await stored(), ['Release repo:owls:release']);
  });

  it('is not changed into what nobody could vouch for', async () => {
    const { credential, stored } = await vouchedFor('Second pipeline');
    const refused = await fillIn(visitor, credential, { name: '', issuer: 'ci' });
    assert.equal(refused.status, 400);
    assert.match(refused.html, /value="repo:owls:main"/);
    assert.deepEqual(await stored(), ['Main branch repo:owls:main']);
  });

  it('is deleted after a question, and then its address leads to the application', async () => {
    const { credential, stored } = await vouchedFor('Third pipeline');
    const question = await visitor.get(`${credential}/delete`);
    assert.match(question.html, /<h1>[^<]*Main branch[^<]*<\/h1>/);
    const { html } = await fillInAndFollow(visitor, `${credential}/delete`);
    assert.doesNotMatch(html, /repo:owls:main/);
    assert.deepEqual(await stored(), []);
    for (const gone of [credential, `${credential}/delete`]) {
      const { status, location } = await visitor.get(gone);
      assert.deepEqual([status, location], [303, credential.replace(/\/federated-credentials\/.*/, '')]);
    }
  });
});
