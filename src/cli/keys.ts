import { readConfig } from '../config/read.ts';
import { type AuditEntry, operatorEntry } from '../directory/audit/entry.ts';
import { hostId } from '../directory/organization.ts';
import type { Sealer } from '../directory/sealer.ts';
import { StartupError } from '../errors.ts';
import { openSealer } from '../installation-sealer.ts';
import { auditLog } from '../store/audit.ts';
import type { Connection } from '../store/open.ts';
import { signingKeys } from '../store/signing-keys.ts';
import { inTransaction } from '../store/transaction.ts';
import { KeyRing } from '../token/keys/key-ring.ts';
import { sealKey } from '../token/keys/sealed-key.ts';
import { generateSigningKey, type SigningKey } from '../token/keys/signing-key.ts';
import type { SigningAlgorithm } from '../token/keys/signing-keys.ts';
import type { Command } from './command.ts';
import { printJson } from './print-line.ts';
import { keyOptions, storeOptions, withRunningStore } from './running-store.ts';

const options = [...storeOptions, ...keyOptions, 'signing-algorithm', 'config'];

export const keysList: Command = {
  name: 'keys list',
  summary: 'Show the keys that sign and verify tokens.',
  description: 'Shows each signing key: its id, when it was made, and what it does now. Works beside a running server.',
  examples: ['keys list', 'keys list --json'],
  switches: { json: 'Print JSON: an object in a line for each key; isSigning: whether it signs now.' },
  options,
  run: async (flags) =>
    await withKeys(flags, async ({ ring, now }) => {
      const keys = ring.signingOrder(now);
      if (flags.json === undefined) process.stdout.write(lines(keys, now));
      else for (const key of keys) printJson(json(key, keys[0]));
      return 0;
    }),
};

export const keysRotate: Command = {
  name: 'keys rotate',
  summary: 'Replace the key that signs tokens.',
  description: [
    'Makes a new signing key. It is published at once and signs ten minutes later, when clients that cache the published keys',
    'have seen it; the old key verifies until the last of its tokens has expired. Works beside a running server, which uses',
    'the new key from the next request on. The server also does this by itself when a key is --signing-key-days old.',
    '',
    'With --compromised, the new key signs at once, and all others end at once: from the next request on, the running server',
    'no longer publishes them and refuses every access token and ID token that they signed. Browser sessions, refresh tokens',
    'and personal access tokens are not signed with these keys and stay; applications get new access tokens with them.',
  ].join('\n'),
  examples: ['keys rotate', 'keys rotate --compromised'],
  switches: { compromised: 'Someone else has the keys: end them, and everything that they signed, at once.' },
  options,
  run: async (flags) =>
    await withKeys(flags, async ({ ring, now, db, sealer, algorithm }) => {
      if (flags.compromised === undefined) await ring.rotate(now);
      else await replaceAll(ring, { db, sealer, algorithm }, now);
      process.stdout.write(lines(ring.signingOrder(now), now));
      return 0;
    }),
};

interface Keys {
  readonly ring: KeyRing;
  readonly now: number;
  readonly db: Connection;
  readonly sealer: Sealer;
  /** Of the keys that are made. */
  readonly algorithm: SigningAlgorithm;
}

async function replaceAll(
  ring: KeyRing,
  { db, sealer, algorithm }: Pick<Keys, 'db' | 'sealer' | 'algorithm'>,
  now: number,
): Promise<void> {
  const times = { createdAt: now, activatesAt: now, retiresAt: null };
  const key = await generateSigningKey(times, algorithm);
  await inTransaction(db, async (transaction) => {
    const ended = (await signingKeys(transaction).all()).map(({ kid }) => kid);
    await signingKeys(transaction).replaceAll(sealKey(key, sealer));
    await auditLog(transaction, sealer).append(revocationEntry(key, ended, now));
  });
  await ring.refresh();
}

function revocationEntry({ kid }: SigningKey, ended: readonly string[], at: number): AuditEntry {
  const revoke = { category: 'SigningKey', action: 'Revoke', targetId: null, details: { ended, signs: kid } } as const;
  return operatorEntry(at, { organizationId: hostId, ...revoke });
}

async function withKeys(
  flags: Readonly<Record<string, string>>,
  work: (keys: Keys) => Promise<number>,
): Promise<number> {
  const config = await readConfig({ flags, environment: process.env });
  return await withRunningStore(config, async (db) => {
    const sealer = await openSealer(config, db);
    const { 'signing-key-days': lifetimeDays, 'signing-algorithm': algorithm } = config;
    const ring = new KeyRing({ store: signingKeys(db), sealer, lifetimeDays, algorithm });
    const now = Date.now();
    await ring.refresh();
    if (ring.signingOrder(now).length === 0) {
      throw new StartupError('There is no signing key yet. The first start of the server makes one.');
    }
    return await work({ ring, now, db, sealer, algorithm });
  });
}

const lines = (keys: readonly SigningKey[], now: number): string =>
  keys
    .map((key) => `${key.kid}  ${key.algorithm}  made ${time(key.createdAt)}  ${state(key, keys[0], now)}\n`)
    .join('');

const json = (key: SigningKey, signer: SigningKey | undefined) => ({
  ...{ kid: key.kid, algorithm: key.algorithm, isSigning: key === signer },
  ...{ creationTime: time(key.createdAt), signsFrom: time(key.activatesAt) },
  verifiesUntil: key.retiresAt === null ? null : time(key.retiresAt),
});

function state(key: SigningKey, signer: SigningKey | undefined, now: number): string {
  const until = key.retiresAt === null ? '' : `, verifies until ${time(key.retiresAt)}`;
  if (key === signer) return `signs${until}`;
  return key.activatesAt > now ? `signs from ${time(key.activatesAt)}${until}` : until.replace(', ', '');
}

const time = (at: number): string => new Date(at).toISOString();
