import { randomBytes } from 'node:crypto';
import { type Adapter, errors } from 'oidc-provider';
import { Budget } from '../../directory/budget.ts';
import type { Sealer } from '../../directory/sealer.ts';
import type { GrantStore } from '../grant/grant-store.ts';
import { grantAdapter } from './adapter.ts';
import { lifetimes } from './lifetimes.ts';
import { currentContext } from './patches.ts';
import { currentRequester } from './requester.ts';

export const deviceCodeModel = 'DeviceCode';

/** Seconds that a device is to wait between two questions whether the person has answered (RFC 8628 section 3.2). */
export const pollingSeconds = 5;

/** A question counts as too early by half a second at least: on its way it may have been overtaken a little. */
const polling = { most: 1, windowMs: (pollingSeconds - 0.5) * 1000, capacity: 10_000 };

interface DeviceCodeParts {
  readonly grants: GrantStore;
  readonly sealer: Pick<Sealer, 'sign'>;
  readonly now: () => number;
}

/**
 * Keeps the codes of devices for the library. One that asks too often is told to slow down as long as nobody has
 * answered, and one whose time is over that it is: a code says itself until when it is good, so that it need not be kept
 * for that.
 */
export function deviceCodeAdapter(parts: DeviceCodeParts): Adapter {
  const { grants, now } = parts;
  const codes = grantAdapter(deviceCodeModel, grants, now, currentRequester);
  const polls = new Budget(polling);
  return {
    ...codes,
    async find(id) {
      const code = await codes.find(id);
      if (!code) return expiredCode(id, parts);
      const isWaiting = code.accountId === undefined && code.error === undefined;
      if (isWaiting && !polls.take(id, now())) throw new errors.SlowDown();
      return code;
    },
  };
}

/** A new code: until when it is good, what nobody can guess, and our mark. */
export function newDeviceCode({ sealer, now }: Pick<DeviceCodeParts, 'sealer' | 'now'>): string {
  const expiresAt = Math.floor(now() / 1000) + lifetimes.DeviceCode;
  const text = `${expiresAt}.${randomBytes(32).toString('base64url')}`;
  return `${text}.${sealer.sign(text, label)}`;
}

const label = 'device-code mark';

/** What the library makes of it is that the code has expired, to whoever presents it. */
function expiredCode(id: string, { sealer, now }: DeviceCodeParts) {
  const [, text = '', time, mark] = /^((\d{1,12})\.[\w-]{43})\.([\w-]{43})$/.exec(id) ?? [];
  const exp = Number(time);
  if (mark === undefined || mark !== sealer.sign(text, label) || exp * 1000 > now()) return undefined;
  return { kind: deviceCodeModel, jti: id, exp, clientId: currentContext().oidc.client?.clientId };
}
