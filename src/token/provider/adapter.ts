import type { Adapter, AdapterPayload } from 'oidc-provider';
import * as errors from 'oidc-provider/lib/helpers/errors.js';
import { grantKey } from '../grant/grant-key.ts';
import type { FoundGrant, GrantStore, Requester, StoredGrant } from '../grant/grant-store.ts';
import { accessTokenSeconds } from '../jwt/access-token.ts';

interface GrantHandling {
  readonly requester?: () => Requester | undefined;
  /** What follows when something comes again after it was used, besides the refusal. */
  readonly refuseSpent?: (spent: FoundGrant) => Promise<void>;
}

/** Stores what the library has to remember, one kind of it: `AuthorizationCode`, `RefreshToken`, … */
export function grantAdapter(
  model: string,
  grants: GrantStore,
  now: () => number,
  { requester = () => undefined, refuseSpent = async () => {} }: GrantHandling = {},
): Adapter {
  return {
    upsert: async (id, payload, expiresInSeconds) => {
      const expiresAt = expiresInSeconds === undefined ? null : now() + expiresInSeconds * 1000;
      await grants.upsert({ ...toStored(model, id, payload, expiresAt), requester: requester() });
    },
    find: async (id) => toPayload(id, await grants.find(grantKey(model, id), now())),
    // Only sessions and interactions are looked for so, which are kept otherwise.
    findByUid: async () => undefined,
    findByUserCode: async (userCode) => toPayload(undefined, await grants.findByUserCode(model, userCode, now())),
    async consume(id) {
      const at = now();
      // The library reads before it consumes; of two requests that read at the same time, one comes too late.
      if (await grants.consume(grantKey(model, id), at)) return;
      const found = await grants.find(grantKey(model, id), at);
      // Somebody else has it as well: nothing that came from it can be trusted (RFC 6749 section 4.1.2).
      if (found) await refuseSpent(found);
      throw new errors.InvalidGrant(`${model} already consumed`);
    },
    destroy: (id) => grants.destroy(grantKey(model, id)),
    async revokeByGrantId(grantId) {
      await grants.revokeByGrantId(grantKey('Grant', grantId), now() + accessTokenSeconds * 1000);
    },
  };
}

/** For models that the library may only read: it finds nothing, and what it writes is dropped. */
export const noAdapter: Adapter = {
  find: async () => undefined,
  findByUid: async () => undefined,
  findByUserCode: async () => undefined,
  upsert: async () => {},
  consume: async () => {},
  destroy: async () => {},
  revokeByGrantId: async () => {},
};

function toStored(model: string, id: string, payload: AdapterPayload, expiresAt: number | null): StoredGrant {
  const { grantId = null, accountId = null, uid = null, userCode = null, clientId = null } = payload;
  return {
    ...{ ...grantKey(model, id), grantId, accountId, uid, userCode, clientId },
    payload: JSON.stringify({ ...payload, jti: undefined, exp: undefined }),
    expiresAt,
  };
}

/** The id, which only its holder knows, and the expiry, which the store may have extended, are added. */
function toPayload(id: string | undefined, found: FoundGrant | undefined): AdapterPayload | undefined {
  if (!found) return undefined;
  const payload = JSON.parse(found.payload) as AdapterPayload;
  if (id !== undefined) payload.jti = id;
  if (found.expiresAt !== null) payload.exp = Math.floor(found.expiresAt / 1000);
  return found.consumedAt === null ? payload : { ...payload, consumed: Math.floor(found.consumedAt / 1000) };
}
