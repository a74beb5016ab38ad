import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'node:test';
import { apiOf } from '../support/api.ts';
import { auditOf } from '../support/audit.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { world } from '../support/world.ts';

const { organization, otherOrganization } = world;

/** What OpenSSL made; `certificates/make.sh` says how. */
const read = (name: string): Buffer => readFileSync(join(import.meta.dirname, 'certificates', name));
const pfx = (name: string): string => read(`${name}.pfx`).toString('base64');

/** A certificate with a key of its own, both in PEM. */
function pem(name: string) {
  const certificate = read(`${name}.crt`).toString();
  const der = new X509Certificate(certificate).raw;
  const thumbprint = createHash('sha1').update(der).digest('hex').toUpperCase();
  return { certificate, key: read(`${name}.key`).toString(), der, thumbprint };
}

const first = pem('first');
const second = pem('second');
const elliptic = pem('elliptic');

let bearer = '';
const gatehouse = useGatehouse(async (server) => {
  bearer = await token(server, 'PM.AuthSetting');
});
const call = (method: string, path: string, body?: unknown, as = bearer) =>
  apiOf(gatehouse, () => as)(method, `/api/SamlCertificate${path}`, body);
const set = (role: string, certificate: unknown, more: object = {}) =>
  call('PUT', `/${role}`, { partitionGlobalId: organization.id, certificate, ...more });
const pair = () => call('GET', `/${organization.id}/certificates`);

beforeEach(async () => {
  await gatehouse.db.deleteFrom('certificates').execute();
});

describe('a certificate', () => {
  const forms: readonly (readonly [string, () => string, object?])[] = [
    ['PEM', () => first.certificate],
    ['PEM behind its private key', () => `${first.key}\n${first.certificate}`],
    ['PEM in base64', () => Buffer.from(first.certificate).toString('base64')],
    ['DER in base64', () => first.der.toString('base64')],
    ['DER in base64 of several lines', () => first.der.toString('base64').replaceAll(/(.{64})/g, '$1\r\n')],
    ['PFX without a password', () => pfx('no-password')],
    ['PFX with a password', () => pfx('password'), { password: 'alohomora' }],
    ['PFX with a password beyond ASCII', () => pfx('utf-8'), { password: 'Zauberstäbe' }],
    ['PFX in the ciphers of old', () => pfx('old-ciphers'), { password: 'alohomora' }],
    ['PFX with the certificate of the issuer', () => pfx('issuer'), { password: 'x' }],
    ['PFX without a key', () => pfx('no-key'), { password: 'x' }],
  ];
  for (const [form, text, more] of forms) {
    it(`may come as ${form}`, async () => {
      const { status, json, text: body } = await set('primary', text(), more);
      assert.equal(status, 200, body);
      assert.equal(json.primaryCertificate, first.der.toString('base64'));
      assert.equal(json.primaryCertificateThumbprint, first.thumbprint);
      assert.doesNotMatch(body, /PRIVATE KEY/);
    });
  }

  it('may have a key on an elliptic curve', async () => {
    for (const text of [elliptic.certificate + elliptic.key, pfx('elliptic')]) {
      const { status, json, text: body } = await set('primary', text, { password: 'x' });
      assert.equal(status, 200, body);
      assert.equal(json.primaryCertificateThumbprint, elliptic.thumbprint);
    }
  });

  const refused: readonly (readonly [string, () => unknown, RegExp, object?])[] = [
    ['that is missing', () => null, /required/],
    ['that is empty', () => ' ', /required/],
    ['that is no base64', () => 'not a certificate!', /cannot be read/],
    ['that is some base64', () => Buffer.from('something else').toString('base64'), /cannot be read/],
    ['that was cut off', () => first.der.subarray(0, 300).toString('base64'), /cannot be read/],
    ['of which only the key is there', () => first.key, /cannot be read/],
    ['with the key of another one', () => first.certificate + second.key, /does not belong/],
    ['whose key is encrypted', () => `${first.certificate}${read('encrypted.key')}`, /encrypted/],
    ['that expired', () => read('past.crt').toString(), /expired on \d{4}-\d\d-\d\d/],
    ['that is not valid yet', () => read('future.crt').toString(), /not valid before/],
    ['whose file needs another password', () => pfx('password'), /password does not open/, { password: 'no' }],
    ['whose file needs a password', () => pfx('password'), /password does not open/],
    ['whose file takes too long to open', () => pfx('slow'), /fewer iterations/, { password: 'x' }],
    ['in a file without one', () => pfx('no-certificate'), /no certificate/, { password: 'x' }],
    ['that is too long', () => 'A'.repeat(70_000), /longer/],
  ];
  for (const [what, text, reason, more] of refused) {
    it(`${what} is refused with the reason, and nothing is stored`, async () => {
      const answer = await set('primary', text(), more);
      assert.equal(answer.status, 400, answer.text);
      assert.match(answer.json.errors.Certificate[0], reason);
      assert.equal((await pair()).status, 404);
    });
  }

  it('in a file with many rounds is opened, one at a time for an organization, and nobody waits for it', async () => {
    const theirs = await token(gatehouse, 'PM.AuthSetting', world.otherApplication);
    const change = { partitionGlobalId: otherOrganization.id, certificate: pfx('password'), password: 'alohomora' };
    const ours = Promise.all([1, 2, 3].map(() => set('primary', pfx('many-rounds'), { password: 'x' })));
    assert.equal((await pair()).status, 404);
    assert.equal((await call('PUT', '/primary', change, theirs)).status, 200);
    const answers = await ours;
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 429, 429]);
    const told = answers.filter(({ status }) => status === 429).map(({ headers }) => headers.get('retry-after'));
    assert.deepEqual(told, ['5', '5']);
  });
});

describe('the pair of certificates', () => {
  it('is 404 while there is none, and so is a second one without a first', async () => {
    assert.equal((await pair()).status, 404);
    assert.equal((await set('secondary', first.certificate)).status, 404);
    assert.equal((await call('POST', `/${organization.id}/switch`)).status, 404);
  });

  it('has its members in order, null where there is no second one', async () => {
    await set('primary', first.certificate);
    const { status, json } = await pair();
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(json), [
      'partitionGlobalId',
      'primaryCertificateId',
      'primaryCertificate',
      'primaryCertificateThumbprint',
      'secondaryCertificateId',
      'secondaryCertificate',
      'secondaryCertificateThumbprint',
    ]);
    assert.equal(json.partitionGlobalId, organization.id);
    assert.equal(json.secondaryCertificateId, null);
  });

  it('gives a certificate that replaces another one an id of its own', async () => {
    const before = (await set('primary', first.certificate)).json;
    const after = (await set('primary', second.certificate)).json;
    assert.notEqual(after.primaryCertificateId, before.primaryCertificateId);
    const [entry] = await auditOf(gatehouse, 'SamlCertificate');
    assert.deepEqual([entry?.action, entry?.details.before], ['Update', first.thumbprint]);
  });

  for (const [what, body] of [
    ['without a body', undefined],
    ['with a body', { partitionGlobalId: organization.id }],
  ] as const) {
    it(`exchanges the roles ${what}, and the ids go along`, async () => {
      await set('primary', first.certificate);
      const before = (await set('secondary', second.certificate)).json;
      const { status, json } = await call('POST', `/${organization.id}/switch`, body);
      assert.equal(status, 200);
      assert.equal(json.primaryCertificateThumbprint, second.thumbprint);
      assert.equal(json.primaryCertificateId, before.secondaryCertificateId);
      assert.equal(json.secondaryCertificateId, before.primaryCertificateId);
      const [entry] = await auditOf(gatehouse, 'SamlCertificate');
      assert.equal(entry?.action, 'Switch');
    });
  }

  it('cannot be switched without a second one: 400', async () => {
    await set('primary', first.certificate);
    assert.equal((await call('POST', `/${organization.id}/switch`)).status, 400);
  });

  it('loses its second one with the answer true, and never its first', async () => {
    await set('primary', first.certificate);
    const { json } = await set('secondary', second.certificate);
    const one = `/${organization.id}/${json.secondaryCertificateId}`;
    assert.equal((await call('DELETE', `/${organization.id}/${json.primaryCertificateId}`)).status, 400);
    const answer = await call('DELETE', one);
    assert.deepEqual([answer.status, answer.text], [200, 'true']);
    assert.equal((await call('DELETE', one)).status, 404);
    assert.equal((await call('DELETE', `/${organization.id}/x`)).status, 400);
    assert.equal((await pair()).json.secondaryCertificateId, null);
    const [entry] = await auditOf(gatehouse, 'SamlCertificate');
    assert.deepEqual([entry?.action, entry?.details.before], ['Delete', second.thumbprint]);
  });
});

describe('who may manage certificates', () => {
  it('needs the scope, and stays in the own organization', async () => {
    const stranger = await token(gatehouse, 'PM.Setting');
    assert.equal((await call('GET', `/${organization.id}/certificates`, undefined, stranger)).status, 403);
    assert.equal((await call('GET', `/${otherOrganization.id}/certificates`)).status, 403);
    assert.equal((await set('primary', first.certificate, { partitionGlobalId: otherOrganization.id })).status, 403);
    const unknown = '0c6b6f3a-7f0e-4b57-8d43-1d5b2f3a9c22';
    assert.equal((await set('primary', first.certificate, { partitionGlobalId: unknown })).status, 404);
  });
});
