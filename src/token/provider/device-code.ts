import { randomBytes } from 'node:crypto';
import type { Adapter } from 'oidc-provider';
import * as errors from 'oidc-provider/lib/helpers/errors.js';
import { equalInConstantTime } from '../../constant-time.ts';
import { Budget } from '../../directory/budget.ts';
import { handleOf } from '../../directory/handle.ts';
import type { Sealer } from '../../directory/sealer.ts';
import type { GrantStore } from '../grant/grant-store.ts';
import { storedUserCode } from '../grant/user-code.ts';
import { grantAdapter } from './adapter.ts';
import { lifetimes } from './lifetimes.ts';
import { currentContext } from './patches.ts';
import { currentRequester } from './requester.ts';
import { endOfSpent, type SpentGrantParts } from './spent-grant.ts';

export const deviceCodeModel = 'DeviceCode';

/** The interval in seconds at which a device may poll (RFC 8628 section 3.2). */
export const pollingSeconds = 5;

/** A poll may come half a second early, because the network delays one request more than another. */
const polling = { most: 1, windowMs: (pollingSeconds - 0.5) * 1000, capacity: 10_000 };

interface DeviceCodeParts extends SpentGrantParts {
  readonly grants: GrantStore;
  readonly sealer: Pick<Sealer, 'sign'>;
}

/**
 * Stores device codes for the library. A device that polls too often is told to slow down as long as the person has not
 * answered, and a device whose code has expired is told so: a code contains its own expiry, so that it need not be stored
 * for that.
 */
export function deviceCodeAdapter(parts: DeviceCodeParts): Adapter {
  const { grants, now, sealer } = parts;
  const codes = grantAdapter(deviceCodeModel, grants, now, {
    requester: currentRequester,
    refuseSpent: (spent) => endOfSpent(parts, 'deviceCode', spent),
  });
  const polls = new Budget(polling);
  return {
    ...codes,
    async upsert(id, { userCode, ...payload }, expiresInSeconds) {
      const kept = userCode === undefined ? {} : { userCode: storedUserCode(userCode, sealer) };
      await codes.upsert(id, { ...payload, ...kept }, expiresInSeconds);
    },
    async find(id) {
      const code = await codes.find(id);
      if (!code) return expiredCode(id, parts);
      const isWaiting = code.accountId === undefined && code.error === undefined;
      if (isWaiting && !polls.take(id, now())) throw new errors.SlowDown();
      return code;
    },
  };
}

/** A new code: where it is kept, its expiry, a random part, and our signature over them. */
export function newDeviceCode(owner: string, { sealer, now }: Pick<DeviceCodeParts, 'sealer' | 'now'>): string {
  const expiresAt = Math.floor(now() / 1000) + lifetimes.DeviceCode;
  const text = handleOf(owner, `${expiresAt}.${randomBytes(32).toString('base64url')}`);
  return `${text}.${sealer.sign(text, label)}`;
}

const label = 'device-code mark';

/** The payload of an expired code that this server issued, from which the library makes `expired_token`. */
function expiredCode(id: string, { sealer, now }: DeviceCodeParts) {
  const [, text = '', time, mark] = /^((?:[\w-]+\.)?(\d{1,12})\.[\w-]{43})\.([\w-]{43})$/.exec(id) ?? [];
  const exp = Number(time);
  if (mark === undefined || !equalInConstantTime(mark, sealer.sign(text, label)) || exp * 1000 > now())
    return undefined;
  return { kind: deviceCodeModel, jti: id, exp, clientId: currentContext().oidc.client?.clientId };
}
