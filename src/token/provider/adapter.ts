import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import type { FoundGrant, GrantStore } from '../grant-store.ts';

/** Keeps what the library has to remember of one kind (`AuthorizationCode`, `RefreshToken`, `Session` …) in the store. */
export function grantAdapter(model: string, grants: GrantStore, now: () => number): Adapter {
  return {
    async upsert(id, payload, expiresInSeconds) {
      await grants.upsert({
        model,
        id,
        grantId: payload.grantId ?? null,
        // A sign-in under way names its user in the session.
        accountId: payload.accountId ?? payload.session?.accountId ?? null,
        uid: payload.uid ?? null,
        userCode: payload.userCode ?? null,
        payload: JSON.stringify(payload),
        expiresAt: expiresInSeconds === undefined ? null : now() + expiresInSeconds * 1000,
      });
    },
    find: async (id) => toPayload(await grants.find(model, id, now())),
    findByUid: async (uid) => toPayload(await grants.findByUid(model, uid, now())),
    findByUserCode: async (userCode) => toPayload(await grants.findByUserCode(model, userCode, now())),
    async consume(id) {
      // The library looks before it consumes; of two requests that looked at the same time, one comes too late.
      if (!(await grants.consume(model, id, now()))) throw new errors.InvalidGrant(`${model} already consumed`);
    },
    destroy: (id) => grants.destroy(model, id),
    revokeByGrantId: (grantId) => grants.revokeByGrantId(grantId),
  };
}

function toPayload(found: FoundGrant | undefined): AdapterPayload | undefined {
  if (!found) return undefined;
  const payload = JSON.parse(found.payload) as AdapterPayload;
  return found.consumedAt === null ? payload : { ...payload, consumed: Math.floor(found.consumedAt / 1000) };
}
