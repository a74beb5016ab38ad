import { type Kysely, sql } from 'kysely';
import { newId } from '../directory/identifier.ts';
import { accountId, type UserKey } from '../directory/user.ts';
import type { LogoutNotice, LogoutQueue, Participants } from '../token/logout/notice.ts';
import type { Database } from './database.ts';
import { organizationsDue } from './organizations-due.ts';

export function participants(db: Kysely<Database>): Participants {
  return {
    async join({ organizationId, sessionId, applicationId, issuer }) {
      await db
        .insertInto('session_applications')
        .columns(['organization_id', 'session_id', 'application_id', 'sid', 'issuer'])
        .expression((eb) =>
          eb
            .selectFrom('grants')
            .select([
              eb.val(organizationId).as('organization_id'),
              'uid as session_id',
              eb.val(applicationId).as('application_id'),
              'uid as sid',
              eb.val(issuer).as('issuer'),
            ])
            .where('organization_id', '=', organizationId)
            .where('model', '=', 'Session')
            .where('uid', '=', sessionId),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
  };
}

/**
 * The person signs in again with the browser: applications that took part in the session of that row do in the next one,
 * without noticing, and are told when that is over.
 */
export async function handOver(
  db: Kysely<Database>,
  user: UserKey,
  session: { readonly organizationId: string; readonly id: string },
  to: string,
): Promise<void> {
  if (session.organizationId !== user.organizationId) return;
  const before = db
    .selectFrom('grants')
    .select('uid')
    .where('organization_id', '=', user.organizationId)
    .where('model', '=', 'Session')
    .where('id', '=', session.id)
    .where('account_id', '=', accountId(user));
  await db
    .updateTable('session_applications')
    .set({ session_id: to })
    .where('organization_id', '=', user.organizationId)
    .where('session_id', '=', before)
    .execute();
}

/** Who writes the notices is a trigger: whatever ends a session, by whichever statement, leaves them behind. */
export function logoutQueue(db: Kysely<Database>): LogoutQueue {
  return {
    organizationsDue: (now) => organizationsDue(db, 'logout_notices', now),

    async claim(organizationId, { now, until, limit }) {
      const claim = newId();
      const due = db
        .selectFrom('logout_notices')
        .select(['application_id', 'sid'])
        .where('organization_id', '=', organizationId)
        .where('available_at', '<=', now)
        .orderBy('available_at')
        .limit(limit);
      return await db
        .updateTable('logout_notices')
        .set({ claim, available_at: until, attempts: sql`attempts + 1` })
        .where('organization_id', '=', organizationId)
        .where('available_at', '<=', now)
        .where(sql<boolean>`(application_id, sid) in ${due}`)
        .returning(['organization_id as organizationId', 'application_id as applicationId', 'sid', 'subject', 'issuer'])
        .returning(['attempts', sql<string>`claim`.as('claim')])
        .execute();
    },

    async finish(notice) {
      await db.deleteFrom('logout_notices').where(held(notice)).execute();
    },

    async retry(notice, availableAt) {
      const change = { available_at: availableAt, claim: null };
      await db.updateTable('logout_notices').set(change).where(held(notice)).execute();
    },
  };
}

const held = ({ organizationId, applicationId, sid, claim }: LogoutNotice) =>
  sql<boolean>`organization_id = ${organizationId} and application_id = ${applicationId} and sid = ${sid}
    and claim = ${claim}`;
