import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, test } from 'node:test';
import { decodeJwt } from 'jose';
import { managementResource as audience } from '../../directory/api-resource.ts';
import type { Application } from '../../directory/application.ts';
import { administratorsGroupId } from '../../directory/group.ts';
import { hashPersonalAccessToken, newPersonalAccessToken } from '../../directory/personal-access-token.ts';
import type { User } from '../../directory/user.ts';
import { GatehouseError } from '../../errors.ts';
import { callers } from '../../store/callers.ts';
import { grantStore } from '../../store/grants.ts';
import { signAccessToken } from '../jwt/access-token.ts';
import { applicationClaims, userClaims } from '../jwt/claims.ts';
import { generateSigningKey, type SigningKey } from '../keys/signing-key.ts';
import { addApplication, addOrganization, addUser, issuer, openDirectory } from '../token.fixture.ts';
import { authenticateBearer } from './authenticate.ts';
import { createBearerVerifier } from './bearer.ts';

const now = Date.now();
let key: SigningKey;
before(async () => {
  key = await generateSigningKey({ createdAt: now, activatesAt: now, retiresAt: null });
});
const verifyBearer = createBearerVerifier([issuer], {
  find: (kid) => (kid === key.kid ? key : undefined),
  refresh: async () => {},
});

const bearer = async (claims: Parameters<typeof signAccessToken>[2]) =>
  `Bearer ${await signAccessToken(key, { issuer, audience }, claims, now)}`;
const ofApplication = (application: Application, scopes = ['PM.User']) =>
  bearer(applicationClaims(application, scopes));
const ofUser = (user: User, application: Application) =>
  bearer(userClaims(user, application.id, ['PM.User'], { at: now, amr: ['pwd'] }));

/** A directory with an application and the way in. */
async function openDoor() {
  const directory = await openDirectory();
  const { store, organizationId } = directory;
  const application = await addApplication(store, organizationId, []);
  const enter = async (authorization: string | undefined) => {
    const { personalAccessTokens } = store;
    const parts = {
      grants: grantStore(directory.db),
      callers: callers(directory.db),
      personalAccessTokens,
      verify: verifyBearer,
    };
    return (await authenticateBearer(authorization, parts, now)).actor;
  };
  const challenge = async (authorization: string | undefined) => {
    const error: unknown = await enter(authorization).then(
      () => assert.fail('It was let in.'),
      (refusal: unknown) => refusal,
    );
    assert.ok(error instanceof GatehouseError && error.failure.code === 'Unauthenticated');
    return error.failure.challenge;
  };
  return { ...directory, application, enter, challenge };
}

const refused = 'Bearer error="invalid_token"';

test('without a bearer token the challenge names the scheme only', async () => {
  await using door = await openDoor();
  for (const header of [undefined, '', 'Bearer', 'Bearer ', 'Basic YTpi', 'Bearerx', 'Digest Bearer x']) {
    assert.equal(await door.challenge(header), 'Bearer', String(header));
  }
});

test('what is no token of ours is refused', async () => {
  await using door = await openDoor();
  for (const header of ['Bearer x', 'Bearer rt_', 'Bearer rt_abc', 'Bearer a b', 'bearer x.y.z']) {
    assert.equal(await door.challenge(header), refused, header);
  }
});

test('an application is who its token says', async () => {
  await using door = await openDoor();
  const { application, organizationId } = door;
  assert.deepEqual(await door.enter(await ofApplication(application, ['PM.User', 'PM.Group.Read'])), {
    type: 'application',
    id: application.id,
    organizationId,
    name: 'Night batch',
    scopes: ['PM.User', 'PM.Group.Read'],
    isFirstParty: false,
    isHost: false,
  });
});

test('the scheme is written in any letter case', async () => {
  await using door = await openDoor();
  const header = await ofApplication(door.application);
  assert.equal((await door.enter(header.replace('Bearer', 'bEARER'))).id, door.application.id);
  assert.equal((await door.enter(header.replace('Bearer', ' BEARER  '))).id, door.application.id);
});

test('an application that is switched off or gone is refused', async () => {
  await using door = await openDoor();
  const header = await ofApplication(door.application);
  await door.db.updateTable('applications').set({ is_active: 0 }).execute();
  assert.equal(await door.challenge(header), refused);
  await door.db.deleteFrom('applications').execute();
  assert.equal(await door.challenge(header), refused);
});

test('an application token for another organization than its own is refused', async () => {
  await using door = await openDoor();
  const header = await ofApplication({ ...door.application, organizationId: randomUUID() });
  assert.equal(await door.challenge(header), refused);
});

test('an application token whose subject is not its client is refused', async () => {
  await using door = await openDoor();
  const header = await bearer({ ...applicationClaims(door.application, []), sub: randomUUID() });
  assert.equal(await door.challenge(header), refused);
});

test('a user is who the directory says at this moment', async () => {
  await using door = await openDoor();
  const user = await addUser(door.store, door.organizationId);
  const header = await ofUser(user, door.application);
  await door.db.updateTable('users').set({ email: 'new@example.test' }).execute();
  assert.deepEqual(await door.enter(header), {
    type: 'user',
    id: user.id,
    organizationId: door.organizationId,
    name: 'minerva',
    email: 'new@example.test',
    scopes: ['PM.User'],
    isAdministrator: false,
    isFirstParty: false,
    isHost: false,
    tokenEpoch: user.tokenEpoch,
    authentication: { at: Math.floor(now / 1000) * 1000, amr: ['pwd'] },
  });
});

test('an administrator is a member of the Administrators of the organization', async () => {
  await using door = await openDoor();
  const user = await addUser(door.store, door.organizationId, { isAdministrator: true });
  const header = await ofUser(user, door.application);
  const isAdministrator = async () => {
    const actor = await door.enter(header);
    return actor.type === 'user' && actor.isAdministrator;
  };
  assert.equal(await isAdministrator(), true);
  await door.db.deleteFrom('memberships').execute();
  assert.equal(await isAdministrator(), false);
});

test('membership in another organization makes nobody an administrator', async () => {
  await using door = await openDoor();
  const user = await addUser(door.store, door.organizationId);
  const elsewhere = await addOrganization(door.store, 'globex');
  await door.store.groups.addMember(elsewhere, administratorsGroupId, { id: user.id, type: 'user' });
  const actor = await door.enter(await ofUser(user, door.application));
  assert.ok(actor.type === 'user' && !actor.isAdministrator);
});

test("ending a user's tokens ends those that were issued before, and only those", async () => {
  await using door = await openDoor();
  const user = await addUser(door.store, door.organizationId);
  const before = await ofUser(user, door.application);
  await door.enter(before);
  await door.store.users.revokeTokens(user, now);
  assert.equal(await door.challenge(before), refused);
  const renewed = await door.store.users.find(user);
  assert.ok(renewed);
  assert.equal((await door.enter(await ofUser(renewed, door.application))).id, user.id);
});

test('a user token without an epoch is refused', async () => {
  await using door = await openDoor();
  const user = await addUser(door.store, door.organizationId);
  const { epoch, ...claims } = userClaims(user, door.application.id, [], { at: now, amr: ['pwd'] });
  assert.equal(epoch, user.tokenEpoch);
  assert.equal(await door.challenge(await bearer(claims as ReturnType<typeof userClaims>)), refused);
});

test('a user who is switched off, deleted or unknown is refused', async () => {
  await using door = await openDoor();
  const user = await addUser(door.store, door.organizationId);
  const header = await ofUser(user, door.application);
  await door.db.updateTable('users').set({ is_active: 0 }).execute();
  assert.equal(await door.challenge(header), refused);
  await door.db.updateTable('users').set({ is_active: 1, deleted_at: now }).execute();
  assert.equal(await door.challenge(header), refused);
  assert.equal(await door.challenge(await ofUser({ ...user, id: randomUUID() }, door.application)), refused);
});

test('the token of a user in another organization finds nobody', async () => {
  await using door = await openDoor();
  const user = await addUser(door.store, door.organizationId);
  const header = await ofUser(
    { ...user, organizationId: await addOrganization(door.store, 'globex') },
    door.application,
  );
  assert.equal(await door.challenge(header), refused);
});

test('the token of a user ends with the application through which it was issued', async () => {
  await using door = await openDoor();
  const user = await addUser(door.store, door.organizationId);
  const header = await ofUser(user, door.application);
  await door.db.updateTable('applications').set({ is_active: 0 }).execute();
  assert.equal(await door.challenge(header), refused);
});

test('a token that was revoked is refused, and so is one whose grant has ended', async () => {
  await using door = await openDoor();
  const user = await addUser(door.store, door.organizationId);
  const list = grantStore(door.db);
  const claims = userClaims(user, door.application.id, ['PM.User'], { at: now, amr: ['pwd'] });
  const [single, granted, other] = [
    await bearer(claims),
    await bearer({ ...claims, grant_id: 'g1' }),
    await bearer({ ...claims, grant_id: 'g2' }),
  ];
  for (const header of [single, granted, other]) await door.enter(header);
  await list.revokeToken(door.organizationId, String(decodeJwt(single.slice(7)).jti), now + 1);
  await list.revokeToken(door.organizationId, 'g1', now + 1);
  assert.equal(await door.challenge(single), refused);
  assert.equal(await door.challenge(granted), refused);
  assert.equal((await door.enter(other)).id, user.id);
});

/** A personal access token of a new user. */
async function openPersonalDoor() {
  const door = await openDoor();
  const owner = await addUser(door.store, door.organizationId, { isAdministrator: true });
  const token = {
    ...{ organizationId: door.organizationId, id: randomUUID(), userId: owner.id, description: 'Night job' },
    ...{ scopes: ['PM.User.Read'], createdAt: now, expiresAt: now + 1, amr: ['pwd'], lastUsedAt: null },
  };
  const value = newPersonalAccessToken(door.organizationId);
  await door.store.personalAccessTokens.insert(token, hashPersonalAccessToken(value));
  return { ...door, owner, token, header: `Bearer ${value}` };
}

test('who presents a personal access token is its owner, within its scopes', async () => {
  await using door = await openPersonalDoor();
  assert.deepEqual(await door.enter(door.header), {
    type: 'user',
    id: door.owner.id,
    organizationId: door.organizationId,
    name: 'minerva',
    email: 'minerva@example.test',
    scopes: ['PM.User.Read'],
    isAdministrator: true,
    isFirstParty: false,
    isHost: false,
    tokenEpoch: door.owner.tokenEpoch,
    usesPersonalAccessToken: true,
  });
  const used = await door.store.personalAccessTokens.find(door.token);
  assert.equal(used?.lastUsedAt, now);
});

test('a personal access token outlives what ends access tokens', async () => {
  await using door = await openPersonalDoor();
  await door.store.users.revokeTokens(door.owner, now);
  assert.equal((await door.enter(door.header)).id, door.owner.id);
});

test('the time of the last use is written once a minute', async () => {
  await using door = await openPersonalDoor();
  const setUsed = (last_used_at: number) =>
    door.db.updateTable('personal_access_tokens').set({ last_used_at }).execute();
  const used = async () => (await door.store.personalAccessTokens.find(door.token))?.lastUsedAt;
  await setUsed(now - 59_999);
  await door.enter(door.header);
  assert.equal(await used(), now - 59_999);
  await setUsed(now - 60_000);
  await door.enter(door.header);
  assert.equal(await used(), now);
});

test('a personal access token is refused when it expired, was deleted, or the organization wants none', async () => {
  await using door = await openPersonalDoor();
  const { store, db, organizationId, header, challenge } = door;
  await store.settings.put(organizationId, 'Auth.PersonalAccessToken.Enabled', 'false');
  assert.equal(await challenge(header), refused);
  await store.settings.put(organizationId, 'Auth.PersonalAccessToken.Enabled', 'true');
  await door.enter(header);
  await db.updateTable('personal_access_tokens').set({ expires_at: now }).execute();
  assert.equal(await challenge(header), refused);
  await db
    .updateTable('personal_access_tokens')
    .set({ expires_at: now + 1 })
    .execute();
  assert.equal(await store.personalAccessTokens.revokeOfUser(door.owner, now), 1);
  assert.equal(await challenge(header), refused);
});

test('a personal access token of who is switched off or deleted is refused', async () => {
  await using door = await openPersonalDoor();
  await door.db.updateTable('users').set({ is_active: 0 }).execute();
  assert.equal(await door.challenge(door.header), refused);
  await door.db.updateTable('users').set({ is_active: 1, deleted_at: now }).execute();
  assert.equal(await door.challenge(door.header), refused);
});
