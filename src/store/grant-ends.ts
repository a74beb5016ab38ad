import { type DeleteQueryBuilder, type Kysely, type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import { accountId, type UserKey } from '../directory/user.ts';
import { takeTurns } from '../turns.ts';
import { type EndedGrant, noteEnds, ofEnded } from './back-channel.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { prepared } from './prepared.ts';

// How what was granted ends. Whoever signs in or renews without end leaves any number of rows, and one request ends all of them.

/** So many end with one statement of the embedded store, which holds everybody up while it runs. */
const portion = 500;

/** More of a person do not end in one transaction, for which others wait who write. */
const mostPortions = 20;

type Chosen = SelectQueryBuilder<Database, 'grants', object>;

/** What is deleted of those that are chosen: as many as one statement may. */
const someOf =
  (db: Kysely<Database>, choose: (grants: Chosen) => Chosen) =>
  <Output>(deletion: DeleteQueryBuilder<Database, 'grants', Output>): DeleteQueryBuilder<Database, 'grants', Output> =>
    dialectOf(db).isShared
      ? deletion
      : deletion.where(({ eb, refTuple }) => {
          const some = choose(db.selectFrom('grants')).select(['model', 'id']).limit(sql.lit(portion));
          return eb(refTuple('model', 'id'), 'in', some.$asTuple('model', 'id'));
        });

/** @param endSome ends as many as one statement may, and returns how many those were. */
async function endAll(
  db: Kysely<Database>,
  endSome: () => Promise<number>,
  most = Number.POSITIVE_INFINITY,
): Promise<void> {
  for (let done = 1; (await endSome()) >= portion && done < most && !dialectOf(db).isShared; done += 1)
    await takeTurns();
}

/**
 * Everything of the user, who has another epoch from now on: what is left when it is too much is worthless, and goes when its
 * time is over. Returns what was alive.
 */
export async function endOfUser(db: Kysely<Database>, { organizationId, id }: UserKey, now: number) {
  const account = accountId({ organizationId, id });
  const living = new Living(now);
  const endSome = async () => {
    const { rows } = await endSomeOfAccount(db, { organizationId, account });
    await noteEnds(db, rows);
    living.add(rows);
    return rows.length;
  };
  await endAll(db, endSome, mostPortions);
  return living.counts();
}

/** Everything that the user has granted to the application. Returns what was alive. */
export async function endOfUserAndApplication(db: Kysely<Database>, user: UserKey, clientId: string, now: number) {
  const { organizationId } = user;
  const choose = (grants: Chosen) =>
    grants
      .where('organization_id', '=', organizationId)
      .where('account_id', '=', accountId(user))
      .where('client_id', '=', clientId);
  const some = db
    .deleteFrom('grants')
    .where('organization_id', '=', organizationId)
    .where('account_id', '=', accountId(user))
    .where('client_id', '=', clientId)
    .$call(someOf(db, choose))
    .returning(ofRevoked);
  const living = new Living(now);
  await endAll(db, async () => {
    const rows = await some.execute();
    living.add(rows);
    return rows.length;
  });
  return living.counts();
}

/** The grant, without which none of its tokens is good any more, and then these. Returns whether there was anything. */
export async function endOfGrant(
  db: Kysely<Database>,
  { organizationId, id }: { readonly organizationId: string; readonly id: string },
): Promise<boolean> {
  const ofOrganization = db.deleteFrom('grants').where('organization_id', '=', organizationId);
  const { numDeletedRows } = await ofOrganization.where('model', '=', 'Grant').where('id', '=', id).executeTakeFirst();
  let ended = Number(numDeletedRows);
  const choose = (grants: Chosen) => grants.where('organization_id', '=', organizationId).where('grant_id', '=', id);
  const some = ofOrganization.where('grant_id', '=', id).$call(someOf(db, choose));
  await endAll(db, async () => {
    const count = Number((await some.executeTakeFirst()).numDeletedRows);
    ended += count;
    return count;
  });
  return ended > 0;
}

type Revoked = Pick<Selectable<Database['grants']>, 'model' | 'consumed_at' | 'expires_at'>;

const ofRevoked = ['model', 'consumed_at', 'expires_at'] as const;

/** How much of each kind was alive. */
class Living {
  readonly #now: number;
  readonly #counts = new Map<string, number>();

  constructor(now: number) {
    this.#now = now;
  }

  add(rows: readonly Revoked[]): void {
    for (const { model, consumed_at, expires_at } of rows) {
      const isAlive = consumed_at === null && (expires_at ?? Number.POSITIVE_INFINITY) > this.#now;
      if (isAlive) this.#counts.set(model, this.#of(model) + 1);
    }
  }

  counts() {
    return {
      sessions: this.#of('Session'),
      refreshTokens: this.#of('RefreshToken'),
      codes: this.#of('AuthorizationCode'),
      deviceGrants: this.#of('DeviceCode'),
      grants: this.#of('Grant'),
    };
  }

  #of(model: string): number {
    return this.#counts.get(model) ?? 0;
  }
}

interface Account {
  readonly organizationId: string;
  readonly account: string;
}

const endSomeOfAccount = prepared<Account, EndedGrant & Revoked>((db, place) => {
  const choose = (grants: Chosen) =>
    grants.where('organization_id', '=', place('organizationId')).where('account_id', '=', place('account'));
  return db
    .deleteFrom('grants')
    .where('organization_id', '=', place('organizationId'))
    .where('account_id', '=', place('account'))
    .$call(someOf(db, choose))
    .returning([...ofEnded, 'consumed_at', 'expires_at']);
});
