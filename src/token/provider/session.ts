import type { Adapter, Session } from 'oidc-provider';
import {
  findSession,
  type SessionParts,
  type SessionPayload,
  sessionExpiry,
  sessionModel,
} from '../browser/sessions.ts';
import { storedId } from '../grant/stored-id.ts';

/**
 * Lets the library see the sessions of browsers. It neither begins nor renames nor ends one: it reads who is signed in,
 * and may note what it wants to remember of a client.
 */
export function sessionAdapter(parts: SessionParts): Adapter {
  const { grants, now } = parts;
  return {
    find: async (cookie) => {
      const record = await findSession(parts, cookie);
      return record && { ...record, amr: [...record.amr], jti: cookie, exp: seconds(sessionExpiry(record, parts)) };
    },
    async upsert(cookie, { accountId, authorizations }) {
      const id = storedId(sessionModel, cookie);
      const found = accountId === undefined ? undefined : await grants.find(sessionModel, id, now());
      if (!found?.expiresAt) return; // Nobody is signed in, or not any more.
      const record = JSON.parse(found.payload) as SessionPayload;
      if (record.accountId !== accountId) return;
      const payload = JSON.stringify({ ...record, authorizations });
      const { uid } = record;
      await grants.replace({
        ...{ model: sessionModel, id, grantId: null, accountId, uid, userCode: null, clientId: null },
        payload,
        expiresAt: found.expiresAt,
      });
    },
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
    consume: async () => {},
    destroy: async () => {},
    revokeByGrantId: async () => {},
  };
}

const seconds = (ms: number): number => Math.floor(ms / 1000);

/** The user's `tokenEpoch` at the sign-in. */
export const epochOf = (session: Session): number => (session as Session & { readonly epoch: number }).epoch;
