import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { managementResource as audience } from '../../directory/api-resource.ts';
import { hostId } from '../../directory/organization.ts';
import { generateSigningKey, type SigningKey } from '../keys/signing-key.ts';
import { addUser, issuer, openDirectory } from '../token.fixture.ts';
import { signAccessToken } from './access-token.ts';
import { applicationClaims, userClaims } from './claims.ts';

const now = Date.UTC(2026, 0, 1, 12);
const seconds = now / 1000;
let key: SigningKey;
before(async () => {
  key = await generateSigningKey({ createdAt: now, activatesAt: now, retiresAt: null });
});

/** An independent reading of the token. */
const read = (token: string) =>
  jwtVerify(token, key.publicKey, {
    algorithms: ['RS256'],
    typ: 'at+jwt',
    issuer,
    audience,
    currentDate: new Date(now),
    requiredClaims: ['nbf', 'iat', 'exp', 'jti'],
  });

test('the token of an application says what clients rely on, and nothing else', async () => {
  const application = { id: 'app-1', organizationId: 'org-1' } as Parameters<typeof applicationClaims>[0];
  const token = await signAccessToken(
    key,
    { issuer, audience },
    applicationClaims(application, ['PM.User', 'OR.Jobs']),
    now,
  );
  const { payload, protectedHeader } = await read(token);
  const { jti, ...claims } = payload;
  assert.deepEqual(protectedHeader, { alg: 'RS256', kid: key.kid, typ: 'at+jwt' });
  assert.match(String(jti), /^[0-9a-f-]{36}$/);
  assert.deepEqual(claims, {
    iss: issuer,
    aud: 'UiPath.PlatformManagement',
    nbf: seconds,
    iat: seconds,
    exp: seconds + 3600,
    sub: 'app-1',
    sub_type: 'service.external',
    client_id: 'app-1',
    prt_id: 'org-1',
    scope: ['PM.User', 'OR.Jobs'],
  });
});

test('the token of a user says who signed in, how, and when', async () => {
  await using directory = await openDirectory();
  const user = await addUser(directory.store, directory.organizationId);
  const token = await signAccessToken(
    key,
    { issuer, audience },
    userClaims(user, 'app-1', ['openid'], { at: now - 5000, amr: ['pwd'] }),
    now,
  );
  const { iss, aud, nbf, iat, exp, jti, ...claims } = (await read(token)).payload;
  assert.deepEqual(claims, {
    sub: user.id,
    sub_type: 'user',
    client_id: 'app-1',
    prt_id: user.organizationId,
    scope: ['openid'],
    epoch: user.tokenEpoch,
    auth_time: seconds - 5,
    idp: 'local',
    amr: ['pwd'],
    ext_idp_disp_name: 'GlobalIdp',
    preferred_username: 'minerva',
    name: 'Professor McGonagall',
    email: 'minerva@example.test',
    first_name: 'Minerva',
    last_name: 'McGonagall',
  });
});

test('what is not known of a user is left out', async () => {
  await using directory = await openDirectory();
  const user = await addUser(directory.store, directory.organizationId);
  const bare = { ...user, displayName: null, email: null, name: null, surname: 'McGonagall' };
  const { name, email, first_name, last_name, ...rest } = userClaims(bare, 'app-1', [], { at: now, amr: ['pwd'] });
  assert.equal(name, 'McGonagall');
  assert.equal(last_name, 'McGonagall');
  assert.ok(!('email' in rest) && email === undefined && first_name === undefined);
});

test('the token of an application of the host says so, but not that of a client that an installer has registered', () => {
  const application = { id: 'app-1', organizationId: hostId } as Parameters<typeof applicationClaims>[0];
  assert.equal(applicationClaims(application, ['PM.User']).host, true);
  assert.equal('host' in applicationClaims({ ...application, isInstalled: true }, ['PM.User']), false);
});

test('no two tokens are the same', async () => {
  const claims = applicationClaims({ id: 'a', organizationId: 'o' } as Parameters<typeof applicationClaims>[0], []);
  const tokens = await Promise.all([
    signAccessToken(key, { issuer, audience }, claims, now),
    signAccessToken(key, { issuer, audience }, claims, now),
  ]);
  assert.notEqual(tokens[0], tokens[1]);
  assert.ok(tokens.every((token) => decodeProtectedHeader(token).kid === key.kid));
});
