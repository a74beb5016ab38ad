import type { ExpressionBuilder, Kysely } from 'kysely';
import type { AuditEntry } from '../directory/audit/entry.ts';
import type { AuditHead } from '../directory/audit.ts';
import { factorLabel } from '../directory/factor.ts';
import type { Sealer, SealLabel } from '../directory/sealer.ts';
import { auditLog } from './audit.ts';
import { signAnchors } from './audit-anchors.ts';
import { actualEnd, headOf, logOwners, signHead } from './audit-heads.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { linkLabel } from './outbox.ts';
import { resealSetting } from './secret-setting.ts';
import { inTransaction } from './transaction.ts';

type Db = Kysely<Database>;

/** From which key everything goes over to which. */
export interface Reseal {
  /** Opens what was sealed before; undefined what does not open. */
  readonly open: (sealed: string, label: SealLabel) => string | undefined;
  readonly to: Sealer;
  /** With which the ends of audit logs were signed; null where they are to be signed as they stand. */
  readonly signedBy: Sealer | null;
}

interface ResealWish {
  readonly takesLoss: boolean;
  readonly entry?: (counts: ResealCounts) => AuditEntry;
}

export interface ResealCounts {
  readonly signingKeys: number;
  readonly settings: number;
  readonly mailLinks: number;
  readonly factors: number;
  /** What did not open, and is gone. */
  readonly lost: number;
  /** Audit logs whose end was not genuine, and is not now. */
  readonly unsignedLogs: number;
}

/**
 * Seals and signs everything in the store anew, in one transaction: before it, the one key opens everything, after it the
 * other. What was there before is also overwritten in the file.
 *
 * @param wish.takesLoss whether what does not open is removed; otherwise it stops the whole.
 * @param wish.entry what the audit is to say of it.
 * @throws Unopened when something does not open and no loss is taken; nothing was changed then.
 */
export async function reseal(db: Db, keys: Reseal, { takesLoss, entry }: ResealWish): Promise<ResealCounts> {
  await dialectOf(db).overwriteDeleted(db);
  return await inTransaction(db, async (transaction) => {
    let lost = 0;
    const again = (sealed: string, label: SealLabel): string | undefined => {
      const text = keys.open(sealed, label);
      if (text !== undefined) return keys.to.seal(text, label);
      if (!takesLoss) throw new Unopened(label);
      lost += 1;
      return undefined;
    };
    const signingKeys = await resealSigningKeys(transaction, again);
    const settings = await resealSettings(transaction, again);
    const mailLinks = await resealLinks(transaction, again);
    const factors = await resealFactors(transaction, again);
    const unsignedLogs = await signLogs(transaction, keys);
    const counts = { signingKeys, settings, mailLinks, factors, lost, unsignedLogs };
    if (entry) await auditLog(transaction, keys.to).append(entry(counts));
    return counts;
  });
}

/** Something in the store was sealed with another key. */
export class Unopened extends Error {
  override readonly name = 'Unopened';

  constructor(label: SealLabel) {
    super(`The key does not open what is sealed as "${label}".`);
  }
}

type Again = (sealed: string, label: SealLabel) => string | undefined;

async function resealSigningKeys(db: Db, again: Again): Promise<number> {
  const rows = await db.selectFrom('signing_keys').select(['id', 'sealed_private_jwk']).execute();
  for (const { id, sealed_private_jwk } of rows) {
    const sealed = again(sealed_private_jwk, `signing-key ${id}`);
    if (sealed === undefined) await db.deleteFrom('signing_keys').where('id', '=', id).execute();
    else await db.updateTable('signing_keys').set({ sealed_private_jwk: sealed }).where('id', '=', id).execute();
  }
  return rows.length;
}

async function resealSettings(db: Db, again: Again): Promise<number> {
  const rows = await db
    .selectFrom('settings')
    .select(['organization_id', 'user_id', 'key_key', 'value'])
    .where('value', 'like', 'sealed:%')
    .execute();
  for (const { organization_id, user_id, key_key, value } of rows) {
    await db
      .updateTable('settings')
      .set({ value: resealSetting(again, organization_id, key_key, value ?? '') })
      .where('organization_id', '=', organization_id)
      .where('user_id', '=', user_id)
      .where('key_key', '=', key_key)
      .execute();
  }
  return rows.length;
}

/** Letters read into memory at once. */
const batch = 500;

async function resealLinks(db: Db, again: Again): Promise<number> {
  let count = 0;
  for (let last = { organization_id: '', id: '' }; ; ) {
    const rows = await db
      .selectFrom('outbox')
      .select(['organization_id', 'id', 'payload'])
      .where(({ refTuple, tuple, eb }) =>
        eb(refTuple('organization_id', 'id'), '>', tuple(last.organization_id, last.id)),
      )
      .orderBy('organization_id')
      .orderBy('id')
      .limit(batch)
      .execute();
    for (const row of rows) count += (await resealLink(db, again, row)) ? 1 : 0;
    if (rows.length < batch) return count;
    last = rows.at(-1) ?? last;
  }
}

async function resealLink(
  db: Db,
  again: Again,
  { organization_id, id, payload }: { readonly organization_id: string; readonly id: string; readonly payload: string },
): Promise<boolean> {
  const { link, ...rest } = JSON.parse(payload) as { readonly link?: string };
  if (link === undefined) return false;
  // Without its link, a letter is of no use.
  const sealed = again(link, linkLabel(organization_id, id));
  const key = ({ and }: ExpressionBuilder<Database, 'outbox'>) => and({ organization_id, id });
  if (sealed === undefined) await db.deleteFrom('outbox').where(key).execute();
  else {
    const resealed = JSON.stringify({ ...rest, link: sealed });
    await db.updateTable('outbox').set({ payload: resealed }).where(key).execute();
  }
  return true;
}

/** A factor whose secret is lost proves nothing: its owner sets up another one. */
async function resealFactors(db: Db, again: Again): Promise<number> {
  const table = db.selectFrom('factors').select(['organization_id', 'user_id', 'id', 'sealed_secret']);
  let count = 0;
  for (let last = { organization_id: '', user_id: '', id: '' }; ; ) {
    const rows = await table
      .where(({ refTuple, tuple, eb }) =>
        eb(refTuple('organization_id', 'user_id', 'id'), '>', tuple(last.organization_id, last.user_id, last.id)),
      )
      .orderBy('organization_id')
      .orderBy('user_id')
      .orderBy('id')
      .limit(batch)
      .execute();
    for (const { sealed_secret: secret, ...key } of rows) {
      if (secret === null) continue;
      count += 1;
      const sealed = again(secret, factorLabel({ organizationId: key.organization_id, id: key.id }));
      const where = ({ and }: ExpressionBuilder<Database, 'factors'>) => and(key);
      if (sealed === undefined) await db.deleteFrom('factors').where(where).execute();
      else await db.updateTable('factors').set({ sealed_secret: sealed }).where(where).execute();
    }
    if (rows.length < batch) return count;
    last = rows.at(-1) ?? last;
  }
}

async function signLogs(db: Db, { to, signedBy }: Reseal): Promise<number> {
  let unsigned = 0;
  for (const organizationId of await logOwners(db)) {
    const head =
      (await headOf(db, signedBy ?? to, organizationId)) ?? (signedBy ? undefined : await empty(db, organizationId));
    if (head && (head.isGenuine || !signedBy)) await signHead(db, to, head);
    else unsigned += 1;
    await signAnchors(db, organizationId, signedBy, to);
  }
  return unsigned;
}

/** The end of a log that has no entry yet; undefined for one that has, and should say where it ends. */
async function empty(db: Db, organizationId: string): Promise<AuditHead | undefined> {
  const end = await actualEnd(db, organizationId);
  return end.sequence === 0 ? { ...end, isGenuine: false } : undefined;
}
