import { type Kysely, type Selectable, sql } from 'kysely';
import { newId } from '../directory/identifier.ts';
import { accountId, type UserKey } from '../directory/user.ts';
import type { LogoutNotice, LogoutQueue, Participants } from '../token/logout/notice.ts';
import { inTurns } from '../turns.ts';
import type { Database } from './database.ts';
import { hasManyRows, onThread } from './long-query.ts';
import { organizationsDue } from './organizations-due.ts';
import { prepared } from './prepared.ts';
import type { Sweep } from './sweep.ts';

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

/** What is known of a grant that was deleted. */
export type EndedGrant = Pick<Selectable<Database['grants']>, 'organization_id' | 'model' | 'uid' | 'account_id'>;

export const ofEnded = ['organization_id', 'model', 'uid', 'account_id'] as const;

/** Leaves notices for the applications of the sessions among them, in the transaction in which they have ended. */
export async function noteEnds(db: Kysely<Database>, ended: readonly EndedGrant[]): Promise<void> {
  for await (const session of inTurns(ended.flatMap(sessionIn))) {
    await leaveNotices(db, session);
    await forgetParticipants(db, session);
  }
}

/** As `noteEnds`, for everything that an organization still has. */
export async function noteEndOfAll(db: Kysely<Database>, organizationId: string): Promise<void> {
  await sql`insert into logout_notices (organization_id, application_id, sid, subject, issuer)
    select p.organization_id, p.application_id, p.sid, substr(g.account_id, length(g.organization_id) + 2), p.issuer
    from session_applications as p
    join grants as g on g.organization_id = p.organization_id and g.model = 'Session' and g.uid = p.session_id
    where p.organization_id = ${organizationId} and g.account_id is not null
    on conflict do nothing`.execute(db);
  await db.deleteFrom('session_applications').where('organization_id', '=', organizationId).execute();
}

interface SessionKey {
  readonly organizationId: string;
  readonly sessionId: string;
}

interface EndedSession extends SessionKey {
  readonly subject: string;
}

const notices = ({ organizationId, sessionId, subject }: EndedSession) =>
  sql`insert into logout_notices (organization_id, application_id, sid, subject, issuer)
    select organization_id, application_id, sid, cast(${subject} as text), issuer from session_applications
    where organization_id = ${organizationId} and session_id = ${sessionId}
    on conflict do nothing`;

const departures = ({ organizationId, sessionId }: SessionKey) =>
  sql`delete from session_applications where organization_id = ${organizationId} and session_id = ${sessionId}`;

const leaveNotices = prepared<EndedSession, unknown>((db, place) => {
  const session = { organizationId: place('organizationId'), sessionId: place('sessionId'), subject: place('subject') };
  return { compile: () => notices(session).compile(db) };
});

const forgetParticipants = prepared<SessionKey, unknown>((db, place) => ({
  compile: () => departures({ organizationId: place('organizationId'), sessionId: place('sessionId') }).compile(db),
}));

/** As `noteEnds`, for sessions whose time is over and whose rows are about to go. */
export const noteExpired: Sweep = async (db, { now, limit }) => {
  const isLong = await hasManyRows(db, db.selectFrom('grants').where('expires_at', '<=', now));
  const { rows } =
    await sql<EndedGrant>`select ${isLong ? onThread : sql``} organization_id, model, uid, account_id from grants
    where expires_at <= ${now} and model = 'Session' and account_id is not null and exists (
      select 1 from session_applications as p where p.organization_id = grants.organization_id and p.session_id = grants.uid
    ) limit ${limit}`.execute(db);
  return rows.flatMap(sessionIn).flatMap((session) => [notices(session), departures(session)]);
};

/**
 * No session goes whose applications are still to be told: neither one whose time is over only since they were looked for, nor
 * where that has failed. A value, of which PostgreSQL makes no table of all that took part in any session.
 */
export const isNoted = sql<boolean>`(model <> 'Session' or account_id is null or not coalesce((select true
  from session_applications as p where p.organization_id = grants.organization_id and p.session_id = grants.uid limit 1), false))`;

function sessionIn({ organization_id, model, uid, account_id }: EndedGrant): readonly EndedSession[] {
  if (model !== 'Session' || uid === null || account_id === null) return [];
  const subject = account_id.slice(account_id.indexOf('/') + 1);
  return [{ organizationId: organization_id, sessionId: uid, subject }];
}

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
