import type { Kysely } from 'kysely';
import { canonical } from '../../directory/canonical.ts';
import type { NewUser } from '../../directory/user.ts';
import type { Database } from '../database.ts';
import { prepared } from '../prepared.ts';
import { insertRows } from '../rows.ts';
import type { Keys } from './names.ts';

// Where somebody has an address, as e-mail address or as user name: that says nothing of an organization.

type Addressed = Pick<NewUser, 'organizationId' | 'id' | 'userName' | 'email'>;

/** As they are compared. */
const addressesOf = ({ userName, email }: Addressed): readonly string[] =>
  addressesAmong(canonical(userName), canonical(email ?? ''));

function addressesAmong(name: string, address: string): readonly string[] {
  const addresses = address === '' ? [] : [address];
  if (name.includes('@') && name !== address) addresses.push(name);
  return addresses;
}

/** Two organizations at most that have somebody with the address. */
export const findHomes = prepared<{ readonly key: string }, { readonly organizationId: string }>((db, place) =>
  db
    .selectFrom('addresses as a')
    .innerJoin('organizations as o', 'o.id', 'a.organization_id')
    .select('a.organization_id as organizationId')
    .distinct()
    .where('a.address_key', '=', place('key'))
    .where('o.deleted_at', 'is', null)
    .limit(2),
);

/** @param keys the names of each user as they are compared. */
export async function addAddresses(
  db: Kysely<Database>,
  users: readonly Addressed[],
  keys: readonly Keys[],
): Promise<void> {
  const rows: (readonly string[])[] = [];
  for (const [index, { organizationId, id }] of users.entries()) {
    const [name = '', address] = keys[index] ?? [];
    for (const key of addressesAmong(name, address ?? '')) rows.push([key, organizationId, id]);
  }
  await insert(db, rows);
}

/** Takes away what `user` had and `next` has not, each where it is, and adds what is new. */
export async function moveAddresses(db: Kysely<Database>, user: Addressed, next: Addressed | undefined): Promise<void> {
  const { organizationId, id } = user;
  const [before, after] = [addressesOf(user), next ? addressesOf(next) : []];
  for (const key of before.filter((one) => !after.includes(one))) await drop(db, { key, organizationId, id });
  const added = after.filter((one) => !before.includes(one));
  await insert(
    db,
    added.map((key) => [key, organizationId, id]),
  );
}

const insert = insertRows('addresses', ['address_key', 'organization_id', 'account_id'], {
  onTaken: 'skip',
});

interface Row {
  readonly key: string;
  readonly organizationId: string;
  readonly id: string;
}

const drop = prepared<Row, unknown>((db, place) =>
  db
    .deleteFrom('addresses')
    .where('address_key', '=', place('key'))
    .where('organization_id', '=', place('organizationId'))
    .where('account_id', '=', place('id')),
);
