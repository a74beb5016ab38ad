import type { Kysely } from 'kysely';
import { newId } from '../directory/identifier.ts';
import type { Notice, Outbox } from '../directory/outbox.ts';
import type { Sealer, SealLabel } from '../directory/sealer.ts';
import type { StoredSmtp } from '../mail/smtp-settings.ts';
import type { Database } from './database.ts';
import { mailSettings } from './mail-settings.ts';
import { prepared } from './prepared.ts';

const day = 24 * 60 * 60_000;

/** After this long the event is no news any more. */
const worthTellingMs = {
  PasswordChanged: 3 * day,
  AccountLockedOut: day,
  MessageTemplateChanged: 7 * day,
  SecondFactorAdded: 3 * day,
  SecondFactorRemoved: 3 * day,
  SecondFactorsReset: 3 * day,
  RecoveryCodesReplaced: 3 * day,
  RecoveryCodeUsed: 3 * day,
} as const;

/** Whether mail can be sent with what two levels have stored: an organization, then the host. */
export type CanMail = (levels: readonly StoredSmtp[]) => boolean;

export function outbox(db: Kysely<Database>, sealer: Sealer, canMail: CanMail): Outbox {
  return {
    async put(notice, id = newId()) {
      const { organizationId, kind, userId, at, cause } = notice;
      const secret = secretOf(notice);
      const link = secret === undefined ? undefined : sealer.seal(secret, linkLabel(organizationId, id));
      const payload = JSON.stringify({ userId, at, link, cause, ...aboutOf(notice) });
      await insert(db, { organizationId, id, kind, payload, at, expiresAt: expiryOf(notice) });
    },

    async canSend(organizationId) {
      return canMail(await mailSettings(db, sealer).smtp(organizationId));
    },

    async withdraw({ organizationId, id: userId }, id, at) {
      await db
        .updateTable('outbox')
        .set({ delivered_at: at, claim: null, payload: JSON.stringify({ userId, at }) })
        .where('organization_id', '=', organizationId)
        .where('id', '=', id)
        .where('delivered_at', 'is', null)
        .execute();
    },
  };
}

/** What opens something to any reader. */
function secretOf(notice: Notice): string | undefined {
  if ('link' in notice) return notice.link.path;
  return notice.kind === 'SecondFactorCode' ? notice.code : undefined;
}

function aboutOf(notice: Notice): object {
  if ('factor' in notice) return { factor: notice.factor };
  if (notice.kind === 'RecoveryCodeUsed') return { left: notice.left };
  if (notice.kind === 'PasswordExpires' || notice.kind === 'CredentialsExpire') return { expiresAt: notice.expiresAt };
  if (notice.kind === 'AccountLockedOut') return { source: notice.source };
  return notice.kind === 'MessageTemplateChanged' ? { template: notice.template, actor: notice.actor } : {};
}

/** A sealed link, or code, cannot be moved to the notice of another person. */
export const linkLabel = (organizationId: string, id: string): SealLabel => `outbox ${organizationId}/${id}`;

function expiryOf(notice: Notice): number {
  if ('link' in notice) return notice.link.expiresAt;
  return 'expiresAt' in notice ? notice.expiresAt : notice.at + worthTellingMs[notice.kind];
}

/** What stands in a notice; nothing where it is damaged. */
export function readPayload(text: string): {
  readonly [member in
    | 'userId'
    | 'at'
    | 'link'
    | 'cause'
    | 'source'
    | 'template'
    | 'actor'
    | 'expiresAt'
    | 'factor'
    | 'left']?: unknown;
} {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

interface Values {
  readonly organizationId: string;
  readonly id: string;
  readonly kind: string;
  readonly payload: string;
  readonly at: number;
  readonly expiresAt: number;
}

const insert = prepared<Values, unknown>((db, place) =>
  db.insertInto('outbox').values({
    organization_id: place('organizationId'),
    id: place('id'),
    kind: place('kind'),
    payload: place('payload'),
    created_at: place('at'),
    available_at: place('at'),
    expires_at: place('expiresAt'),
  }),
);
