import { createHmac, randomBytes } from 'node:crypto';
import { equalInConstantTime } from '../constant-time.ts';
import { type Factor, factorLabel } from '../directory/factor.ts';
import type { Sealer } from '../directory/sealer.ts';
import type { User } from '../directory/user.ts';
import { base32, fromBase32, standardLetters } from './base32.ts';
import type { Answer, BeginTools, Begun, FactorStrategy, FactorTools, NewFactor, RightAnswer } from './strategy.ts';

/**
 * Codes of an app (RFC 6238), with what every app can do: SHA-1, six digits, a new code every 30 seconds. The code before and
 * the one after are good as well, because clocks differ. A code is good once, and none before it is any more (section 5.2).
 */
export const totp: FactorStrategy = { kind: 'totp', isSingle: false, begin, isSame, isOf, confirm, verify };

const [stepMs, digits] = [30_000, 6];

/** As long as what SHA-1 computes (RFC 4226, section 4, R6). */
const secretBytes = 20;

interface TotpState {
  /** The step whose code was used last. */
  readonly step: number;
}

async function begin({ issuer }: BeginTools, { userName }: User): Promise<Begun> {
  const secret = base32(randomBytes(secretBytes), standardLetters);
  return { shown: { secret, uri: uriOf(secret, issuer, userName) }, kept: secret };
}

/** What apps read from a picture. A colon would end the name of the issuer. */
function uriOf(secret: string, ...names: readonly [issuer: string, userName: string]): string {
  const label = names.map((name) => encodeURIComponent(name.replaceAll(':', ' ')));
  const details = { secret, issuer: label[0], algorithm: 'SHA1', digits, period: stepMs / 1000 };
  const query = Object.entries(details).map(([name, value]) => `${name}=${value}`);
  return `otpauth://totp/${label.join(':')}?${query.join('&')}`;
}

function isSame({ sealer }: Pick<FactorTools, 'sealer'>, one: Factor, { secret }: NewFactor): boolean {
  return secretOf(sealer, one) === secret;
}

function isOf({ sealer }: Pick<FactorTools, 'sealer'>, one: Factor, kept: string): boolean {
  return secretOf(sealer, one) === kept;
}

function secretOf(sealer: Sealer, factor: Factor): string | undefined {
  return factor.sealedSecret === null ? undefined : sealer.unseal(factor.sealedSecret, factorLabel(factor));
}

async function confirm(
  { now }: FactorTools,
  _user: User,
  kept: string,
  answer: string,
): Promise<NewFactor | undefined> {
  const step = stepOf(kept, answer, now());
  return step === undefined ? undefined : { state: stateOf(step), secret: kept };
}

async function verify(
  { sealer, now }: FactorTools,
  own: readonly Factor[],
  { text }: Answer,
): Promise<RightAnswer | undefined> {
  const at = now();
  for (const factor of own) {
    const secret = secretOf(sealer, factor);
    const step = secret === undefined ? undefined : stepOf(secret, text, at);
    const { step: latest } = JSON.parse(factor.state) as TotpState;
    if (step !== undefined && step > latest) return { factor, state: stateOf(step) };
  }
  return undefined;
}

const stateOf = (step: number): string => JSON.stringify({ step } satisfies TotpState);

/** The step whose code it is, of those that are good now. Apps show codes with a blank in the middle. */
function stepOf(secret: string, typed: string, at: number): number | undefined {
  const code = typed.replace(/\s/g, '');
  if (!/^\d{6}$/.test(code)) return undefined;
  const key = fromBase32(secret);
  const now = Math.floor(at / stepMs);
  const isCodeOf = (step: number) => equalInConstantTime(totpCode(key, step), code);
  return [now, now - 1, now + 1].filter(isCodeOf).at(0);
}

/**
 * The code of a step (RFC 4226, section 5.3).
 *
 * @param step how many times 30 seconds have passed since 1970.
 */
export function totpCode(key: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0xf;
  return String((mac.readUInt32BE(offset) & 0x7f_ff_ff_ff) % 10 ** digits).padStart(digits, '0');
}
