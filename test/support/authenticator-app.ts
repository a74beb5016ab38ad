import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { factorLabel } from '../../src/directory/factor.ts';
import { newId } from '../../src/directory/identifier.ts';
import type { UserKey } from '../../src/directory/user.ts';
import { base32, fromBase32, standardLetters } from '../../src/factor/base32.ts';
import { newRecoveryCodes } from '../../src/factor/recovery-codes.ts';
import { totpCode } from '../../src/factor/totp.ts';
import { openInstallationKey } from '../../src/token/keys/installation-key.ts';
import { createSealer } from '../../src/token/keys/sealer.ts';
import type { Gatehouse } from './gatehouse.ts';

/** What a person holds who has an app for codes and recovery codes on paper. */
export interface AuthenticatorApp {
  /** The code that the app shows; each code is good once, so `later` asks for the one after. */
  readonly code: (later?: 1) => string;
  readonly recoveryCodes: readonly string[];
}

/** Gives a person an app for codes, and recovery codes, as if they had set them up on the page. */
export async function giveApp(
  { store, config }: Pick<Gatehouse, 'store' | 'config'>,
  { organizationId, id: userId }: UserKey,
): Promise<AuthenticatorApp> {
  const file = join(config.data, 'installation.key');
  const sealer = createSealer(openInstallationKey({ configured: undefined, file, isFirstStart: false }));
  const secret = base32(randomBytes(20), standardLetters);
  const { codes, state } = newRecoveryCodes();
  const common = { organizationId, userId, createdAt: Date.now(), lastUsedAt: null };
  const app = { ...common, id: newId(), kind: 'totp', name: 'Telephone', state: '{"step":0}' } as const;
  await store.factors.insert({ ...app, sealedSecret: sealer.seal(secret, factorLabel(app)) });
  await store.factors.insert({ ...common, id: newId(), kind: 'recoveryCodes', name: '', state, sealedSecret: null });
  const step = (later: number) => Math.floor(Date.now() / 30_000) + later;
  return { code: (later) => totpCode(fromBase32(secret), step(later ?? 0)), recoveryCodes: codes };
}
