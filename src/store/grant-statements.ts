import type { Selectable } from 'kysely';
import type { FoundGrant, GrantKey } from '../token/grant/grant-store.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared.ts';

// What is asked of grants at every sign-in, exchange and refresh.

export const found = [
  'organization_id as organizationId',
  ...(['id', 'grant_id as grantId', 'payload', 'expires_at as expiresAt', 'consumed_at as consumedAt'] as const),
  'requester',
] as const;

export interface GrantPlace extends GrantKey {
  readonly organizationId: string;
}

export const find = prepared<GrantPlace & { readonly now: number }, FoundGrant & { readonly requester: string | null }>(
  (db, place) =>
    db
      .selectFrom('grants')
      .select(found)
      .where('organization_id', '=', place('organizationId'))
      .where('model', '=', place('model'))
      .where('id', '=', place('id'))
      .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', place('now'))])),
);

type GrantRow = GrantPlace &
  Pick<
    Selectable<Database['grants']>,
    'grant_id' | 'account_id' | 'uid' | 'client_id' | 'payload' | 'expires_at' | 'requester'
  >;

export const upsert = prepared<GrantRow, unknown>((db, place) => {
  const values = {
    grant_id: place('grant_id'),
    account_id: place('account_id'),
    uid: place('uid'),
    client_id: place('client_id'),
    payload: place('payload'),
    expires_at: place('expires_at'),
    requester: place('requester'),
  };
  const key = { organization_id: place('organizationId'), model: place('model'), id: place('id') };
  return db
    .insertInto('grants')
    .values({ ...key, ...values, consumed_at: null })
    .onConflict((conflict) =>
      conflict.columns(['organization_id', 'model', 'id']).doUpdateSet(values).where('grants.consumed_at', 'is', null),
    );
});

export const prolong = prepared<GrantPlace & { readonly expiresAt: number }, unknown>((db, place) =>
  db
    .updateTable('grants')
    .set({ expires_at: place('expiresAt') })
    .where('organization_id', '=', place('organizationId'))
    .where('model', '=', place('model'))
    .where('id', '=', place('id')),
);

/** Of all callers, one changes the row. */
export const consume = prepared<GrantPlace & { readonly now: number; readonly payload: string | null }, unknown>(
  (db, place) =>
    db
      .updateTable('grants')
      .set(({ fn, ref, val }) => ({
        consumed_at: place('now'),
        payload: fn.coalesce(val(place('payload')), ref('payload')),
      }))
      .where('organization_id', '=', place('organizationId'))
      .where('model', '=', place('model'))
      .where('id', '=', place('id'))
      .where('consumed_at', 'is', null),
);
