import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { FoundGrant } from '../grant-store.ts';
import type { RefreshToken } from '../refresh-token.ts';
import { requireGrant } from './check-grant.ts';

const token = {
  user: { organizationId: 'school', id: 'harry' },
  grantId: 'g',
  payload: { clientId: 'portal', accountId: 'school/harry' },
} as RefreshToken;

const found = (changes: object = {}, expiresAt: number | null = 5): FoundGrant => ({
  ...{ organizationId: 'school', id: 'g', grantId: null, consumedAt: null, expiresAt },
  payload: JSON.stringify({ clientId: 'portal', accountId: 'school/harry', ...changes }),
});

const grantOf = (grant: FoundGrant | undefined) => requireGrant(token, { grants: { find: async () => grant } }, 1);

it('a refresh token has a grant that is there, and is of the same application and person', async () => {
  assert.equal((await grantOf(found())).expiresAt, 5);
  assert.equal((await grantOf(found({}, null))).expiresAt, Number.POSITIVE_INFINITY);
  for (const [grant, detail] of [
    [undefined, 'grant not found'],
    [found({ clientId: 'another' }), 'client mismatch'],
    [found({ accountId: 'school/dave' }), 'accountId mismatch'],
  ] as const) {
    await assert.rejects(grantOf(grant), { error: 'invalid_grant', error_detail: detail });
  }
});
