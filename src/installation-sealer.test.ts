import assert from 'node:assert/strict';
import { createSecretKey, hkdfSync, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { upgradeSeals } from './installation-sealer.ts';
import { beginFirstLog } from './store/audit-heads.ts';
import { mailQueue } from './store/mail-queue.ts';
import { mailSettings } from './store/mail-settings.ts';
import type { Connection } from './store/open.ts';
import { signingKeys } from './store/signing-keys.ts';
import { openEmptyStore } from './store/store.fixture.ts';
import { createStore } from './store/store.ts';
import { openKeyRing } from './token/keys/key-ring.ts';
import { seal } from './token/keys/seal.ts';
import { createSealer } from './token/keys/sealer.ts';
import { generateSigningKey, publicJwk } from './token/keys/signing-key.ts';

const key = randomBytes(32);
const organizationId = 'school';
const now = Date.now();

/** A store as version 0.1 left it: everything under one of two keys, and no end of a log signed. */
async function earlierStore(): Promise<{ readonly db: Connection; readonly kid: string }> {
  const db = await openEmptyStore();
  const shared = createSecretKey(Buffer.from(hkdfSync('sha256', key, '', 'gatehouse directory secrets', 32)));
  const store = createStore(db, createSealer(randomBytes(32)));
  await store.organizations.insert({ id: organizationId, name: 'School', createdAt: 1 });
  await store.transaction(async ({ settings, outbox }) => {
    await settings.put(organizationId, 'Email.Smtp.Host', 'mail.example.test');
    await settings.put(organizationId, 'Email.Smtp.Password', 'x');
    const link = { path: '/reset', expiresAt: now + 60_000 };
    await outbox.put({ kind: 'ForgotPassword', organizationId, userId: 'harry', at: now, link });
  });
  const password = `sealed:${seal('alohomora', shared, `setting ${organizationId}/EMAIL.SMTP.PASSWORD`)}`;
  await db.updateTable('settings').set({ value: password }).where('value', 'like', 'sealed:%').execute();
  const { id } = await db.selectFrom('outbox').select('id').executeTakeFirstOrThrow();
  const link = seal('/reset', shared, `outbox ${organizationId}/${id}`);
  await db
    .updateTable('outbox')
    .set({ payload: JSON.stringify({ userId: 'harry', at: now, link }) })
    .execute();
  const signing = await generateSigningKey({ createdAt: 1, activatesAt: 1, retiresAt: null });
  const privateJwk = JSON.stringify(signing.privateKey.export({ format: 'jwk' }));
  await db
    .insertInto('signing_keys')
    .values({
      ...{ id: signing.kid, algorithm: 'RS256', public_jwk: JSON.stringify(publicJwk(signing)), retires_at: null },
      ...{ sealed_private_jwk: seal(privateJwk, createSecretKey(key), signing.kid), created_at: 1, activates_at: 1 },
    })
    .execute();
  await db.updateTable('audit_heads').set({ mac: '' }).execute();
  return { db, kid: signing.kid };
}

describe('the start on a store of an earlier version', () => {
  let db: Connection;
  let kid: string;
  before(async () => {
    ({ db, kid } = await earlierStore());
  });
  after(() => db.destroy());

  it('opens what that version sealed, and seals it under the keys of today', async () => {
    const sealer = await upgradeSeals(key, db);
    const ring = await openKeyRing({ store: signingKeys(db), sealer, lifetimeDays: 36_500, algorithm: 'RS256' }, now);
    assert.equal(ring.signer(now).kid, kid);
    assert.match(JSON.stringify(await mailSettings(db, sealer).smtp(organizationId)), /alohomora/);
    const [letter] = await mailQueue(db, sealer).claim(organizationId, { now, until: now + 1, limit: 1 });
    assert.ok(letter?.notice && 'link' in letter.notice && letter.notice.link.path === '/reset');
    assert.equal((await createStore(db, sealer).audit.head(organizationId))?.isGenuine, true);
  });

  it('signs nothing a second time, whatever somebody has done to the ends of the logs since', async () => {
    await db.updateTable('audit_heads').set({ mac: '', sequence: 7 }).execute();
    const sealer = await upgradeSeals(key, db);
    assert.equal((await createStore(db, sealer).audit.head(organizationId))?.isGenuine, false);
  });

  it('signs nothing where the signing keys were taken away to make it look new', async () => {
    await db.deleteFrom('signing_keys').execute();
    const sealer = await upgradeSeals(key, db);
    await beginFirstLog(db, sealer);
    assert.equal((await createStore(db, sealer).audit.head(organizationId))?.isGenuine, false);
  });
});
