import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { StartupError } from '../errors.ts';
import { signingKeys } from '../store/signing-keys.ts';
import { openInstallationKey } from '../token/keys/installation-key.ts';
import { KeyRing } from '../token/keys/key-ring.ts';
import { createSealer } from '../token/keys/sealer.ts';
import type { SigningKey } from '../token/keys/signing-key.ts';
import type { Command } from './run.ts';
import { withRunningStore } from './running-store.ts';

const options = ['data', 'installation-key', 'config'];

export const keysList: Command = {
  name: 'keys list',
  summary: 'Show the keys that sign and verify tokens.',
  description: 'Shows each signing key: its id, when it was made, and what it does now. Works beside a running server.',
  options,
  run: async (flags) =>
    await withKeys(flags, async (ring, now) => {
      process.stdout.write(lines(ring, now));
      return 0;
    }),
};

export const keysRotate: Command = {
  name: 'keys rotate',
  summary: 'Replace the key that signs tokens.',
  description: [
    'Makes a new signing key. It is published at once and signs ten minutes later, when whoever caches the published keys',
    'has seen it; the old key verifies until the last of its tokens has expired. Works beside a running server, which',
    'takes the new key over within a minute. The server also does this by itself when a key is --signing-key-days old.',
  ].join('\n'),
  options,
  run: async (flags) =>
    await withKeys(flags, async (ring, now) => {
      await ring.rotate(now);
      process.stdout.write(lines(ring, now));
      return 0;
    }),
};

async function withKeys(
  flags: Readonly<Record<string, string>>,
  work: (ring: KeyRing, now: number) => Promise<number>,
): Promise<number> {
  const config = await readConfig({ flags, environment: process.env });
  return await withRunningStore(config, async (db) => {
    const file = join(config.data, 'installation.key');
    const key = openInstallationKey({ configured: config['installation-key'], file, isFirstStart: false });
    const ring = new KeyRing({
      store: signingKeys(db),
      sealer: createSealer(key),
      lifetimeDays: config['signing-key-days'],
    });
    const now = Date.now();
    await ring.reload(now);
    if (ring.signingOrder(now).length === 0) {
      throw new StartupError('There is no signing key yet. The first start of the server makes one.');
    }
    return await work(ring, now);
  });
}

function lines(ring: KeyRing, now: number): string {
  const [signer] = ring.signingOrder(now);
  return ring
    .signingOrder(now)
    .map((key) => `${key.kid}  made ${time(key.createdAt)}  ${state(key, signer, now)}\n`)
    .join('');
}

function state(key: SigningKey, signer: SigningKey | undefined, now: number): string {
  const until = key.retiresAt === null ? '' : `, verifies until ${time(key.retiresAt)}`;
  if (key === signer) return `signs${until}`;
  return key.activatesAt > now ? `signs from ${time(key.activatesAt)}${until}` : until.replace(', ', '');
}

const time = (at: number): string => new Date(at).toISOString();
