import type { FactorKind } from '../directory/factor.ts';
import { emailCode } from './email-code.ts';
import { passkey } from './passkey.ts';
import { recoveryCodes } from './recovery-codes.ts';
import type { FactorStrategy, FactorVerifier } from './strategy.ts';
import { totp } from './totp.ts';

/** Every kind of factor that a person can set up. */
const strategies: readonly FactorStrategy[] = [passkey, totp, emailCode];

export const strategyOf = (kind: FactorKind): FactorStrategy | undefined =>
  strategies.find((strategy) => strategy.kind === kind);

/** Recovery codes are proved like a factor, and are set up by none but the server. */
export const verifierOf = (kind: FactorKind): FactorVerifier | undefined =>
  kind === 'recoveryCodes' ? recoveryCodes : strategyOf(kind);
