import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Application } from '../directory/application.ts';
import type { User } from '../directory/user.ts';
import { GatehouseError } from '../errors.ts';
import { signAccessToken } from './access-token.ts';
import { authenticate } from './authenticate.ts';
import { createBearerVerifier } from './bearer.ts';
import { applicationClaims, userClaims } from './claims.ts';
import { generateSigningKey } from './keys/signing-key.ts';
import { addApplication, addOrganization, addUser, issuer, openDirectory } from './token.fixture.ts';

const now = Date.now();
const key = await generateSigningKey({ createdAt: now, activatesAt: now, retiresAt: null });
const verifyBearer = createBearerVerifier(issuer, {
  find: (kid) => (kid === key.kid ? key : undefined),
  refresh: async () => {},
});

const bearer = async (claims: Parameters<typeof signAccessToken>[2]) =>
  `Bearer ${await signAccessToken(key, issuer, claims, now)}`;
const ofApplication = (application: Application, scopes = ['PM.User']) =>
  bearer(applicationClaims(application, scopes));
const ofUser = (user: User, application: Application) => bearer(userClaims(user, application.id, ['PM.User'], now));

/** A directory with an application and the way in. */
async function openDoor() {
  const directory = await openDirectory();
  const { store, organizationId } = directory;
  const application = await addApplication(store, organizationId, []);
  const enter = (authorization: string | undefined) =>
    authenticate(authorization, store, (text) => verifyBearer(text, now));
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
  for (const header of ['Bearer x', 'Bearer rt_abc', 'Bearer a b', 'bearer x.y.z']) {
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
  const elsewhere = await addUser(door.store, await addOrganization(door.store, 'globex'), {
    id: user.id,
    isAdministrator: true,
  });
  const actors = [
    await door.enter(await ofUser(user, door.application)),
    await door.enter(await ofUser(elsewhere, door.application)),
  ];
  assert.deepEqual(
    actors.map((actor) => actor.type === 'user' && actor.isAdministrator),
    [false, true],
  );
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
  const { epoch, ...claims } = userClaims(user, door.application.id, [], now);
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
