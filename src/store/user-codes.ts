import { prepared } from './prepared.ts';

// Where the code of a device is, by what the person types: that says nothing of an organization.

interface Typed {
  readonly userCode: string;
  readonly now: number;
}

interface Place {
  readonly organizationId: string;
  readonly id: string;
}

const place = ['organization_id as organizationId', 'grant_id as id'] as const;

export const findUserCode = prepared<Typed, Place>((db, value) =>
  db
    .selectFrom('user_codes')
    .select(place)
    .where('user_code', '=', value('userCode'))
    .where('expires_at', '>', value('now')),
);

/** Of all callers, one is told where it is. */
export const dropUserCode = prepared<Typed, Place>((db, value) =>
  db
    .deleteFrom('user_codes')
    .where('user_code', '=', value('userCode'))
    .where('expires_at', '>', value('now'))
    .returning(place),
);

export const insertUserCode = prepared<Place & { readonly userCode: string; readonly expiresAt: number }, unknown>(
  (db, value) => {
    const values = {
      organization_id: value('organizationId'),
      grant_id: value('id'),
      expires_at: value('expiresAt'),
    };
    return db
      .insertInto('user_codes')
      .values({ user_code: value('userCode'), ...values })
      .onConflict((conflict) => conflict.column('user_code').doUpdateSet(values));
  },
);
