import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  allowsPersonalAccessTokens,
  hashPersonalAccessToken,
  isPersonalAccessToken,
  keyOfPersonalAccessToken,
  newPersonalAccessToken,
  personalAccessTokenRules,
  refusedExpiry,
} from './personal-access-token.ts';
import { type SettingKey, settingDefaults } from './setting.ts';

const day = 86_400_000;
const minute = 60_000;
const now = 1_800_000_000_000;
const rules = (stored: Partial<Record<SettingKey, string>> = {}) =>
  personalAccessTokenRules({ ...settingDefaults, ...stored });

describe('a personal access token', () => {
  it('is known by its beginning, is another one each time, and is not what is stored', () => {
    const organizationId = randomUUID();
    const [one, other] = [newPersonalAccessToken(organizationId), newPersonalAccessToken(organizationId)];
    assert.match(one, /^rt_[\w-]{65}$/);
    assert.notEqual(one, other);
    assert.ok(isPersonalAccessToken(one) && !isPersonalAccessToken(one.slice(3)) && !isPersonalAccessToken('RT_x'));
    assert.ok(!hashPersonalAccessToken(one).includes(one.slice(25, 34)));
  });

  it('names its organization; one of an earlier version names none', () => {
    for (const organizationId of [randomUUID(), 'here']) {
      const value = newPersonalAccessToken(organizationId);
      assert.deepEqual(keyOfPersonalAccessToken(value), { organizationId, hash: hashPersonalAccessToken(value) });
    }
    for (const value of [`rt_${'x'.repeat(43)}`, 'rt_', 'rt_x']) {
      assert.equal(keyOfPersonalAccessToken(value).organizationId, undefined, value);
    }
  });
});

describe('what an organization allows of personal access tokens', () => {
  it('is the documented default while nothing is set', () => {
    assert.deepEqual(rules(), { isEnabled: true, maxDays: 360, maxTokens: 5 });
  });

  it('is none at all only where that was said by the word', () => {
    for (const value of ['false', ' FALSE ']) assert.equal(allowsPersonalAccessTokens(value), false, value);
    for (const value of [null, '', 'true', 'no', '0'])
      assert.equal(allowsPersonalAccessTokens(value), true, String(value));
  });

  it('is never more than the hard limits, nor less than one, nor what nobody can read', () => {
    for (const [value, maxDays, maxTokens] of [
      ['7', 7, 7],
      [' 30 ', 30, 30],
      ['0', 1, 1],
      ['999999999', 1800, 50],
      ['', 360, 5],
      ['-3', 360, 5],
      ['1.5', 360, 5],
      ['1234567890', 360, 5],
    ] as const) {
      const read = rules({
        'Auth.PersonalAccessToken.MaxLifespanDays': value,
        'Auth.PersonalAccessToken.MaxTokensPerUser': value,
      });
      assert.deepEqual([read.maxDays, read.maxTokens], [maxDays, maxTokens], value);
    }
  });
});

describe('the end of a personal access token', () => {
  const refused = (ms: number, maxDays = 10) => refusedExpiry(now + ms, { ...rules(), maxDays }, now);

  it('is a day away at least, and as many as are allowed at the most, give or take a minute', () => {
    for (const ms of [day, 10 * day, day - minute, 10 * day + minute, 5 * day]) assert.equal(refused(ms), undefined);
    assert.match(refused(day - minute - 1) ?? '', /^expiration too small: .* between 1 and 10 days\.$/);
    assert.match(refused(10 * day + minute + 1) ?? '', /^expiration too large: /);
    assert.match(refused(-day) ?? '', /too small/);
  });

  it('can be none but a moment: what is no number is refused', () => {
    for (const ms of [Number.NaN, Infinity, -Infinity]) assert.notEqual(refused(ms), undefined, String(ms));
  });

  it('is refused on one side or the other of what is allowed, whatever that is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1800 }), fc.integer({ min: -day, max: 2000 * day }), (maxDays, ms) => {
        const isAllowed = ms >= day - minute && ms <= maxDays * day + minute;
        assert.equal(refused(ms, maxDays) === undefined, isAllowed);
      }),
    );
  });
});
