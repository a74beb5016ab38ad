import type { Adapter, Session } from 'oidc-provider';
import { type SessionPayload, sessionExpiry, sessionModel } from '../browser/session-payload.ts';
import { findSession, type SessionParts } from '../browser/sessions.ts';
import { grantKey } from '../grant/grant-key.ts';
import { newStoredGrant } from '../grant/grant-store.ts';
import { noAdapter } from './adapter.ts';

/**
 * Lets the library read the sessions of browsers. It does not start, rename or end them; it may only add what it wants to
 * remember about a client.
 */
export function sessionAdapter(parts: SessionParts): Adapter {
  const { grants, now } = parts;
  return {
    ...noAdapter,
    find: async (cookie) => {
      const session = await findSession(parts, cookie);
      return session && { ...session, amr: [...session.amr], jti: cookie, exp: seconds(sessionExpiry(session, parts)) };
    },
    async upsert(cookie, { accountId, authorizations }) {
      const found = accountId === undefined ? undefined : await grants.find(grantKey(sessionModel, cookie), now());
      if (!found?.expiresAt) return; // Nobody is signed in any more.
      const session = JSON.parse(found.payload) as SessionPayload;
      if (session.accountId !== accountId) return;
      const { organizationId, id, expiresAt } = found;
      const payload = JSON.stringify({ ...session, authorizations });
      const key = { organizationId, model: sessionModel, id };
      await grants.replace(newStoredGrant({ ...key, accountId, uid: session.uid, payload, expiresAt }));
    },
  };
}

const seconds = (ms: number): number => Math.floor(ms / 1000);

/** The user's `tokenEpoch` at the sign-in. */
export const epochOf = (session: Session): number => (session as Session & { readonly epoch: number }).epoch;
