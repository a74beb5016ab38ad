import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import type { ApplicationKey } from '../directory/application.ts';
import { canonical } from '../directory/canonical.ts';
import { administratorsGroupId } from '../directory/group.ts';
import { hostId } from '../directory/organization.ts';
import type { UserKey } from '../directory/user.ts';
import type { Callers, OwnerStanding, PersonStanding } from '../token/bearer/callers.ts';
import type { Database } from './database.ts';
import { ownerOf } from './old-handles.ts';
import { toPersonalAccessToken } from './personal-access-tokens.ts';
import { prepared } from './prepared.ts';
import { remembered } from './remembered.ts';

export function callers(db: Kysely<Database>): Callers {
  return {
    async findApplication({ organizationId, id }, tokenId) {
      const { rows } = await findApplication(db, { organizationId, id, tokenId });
      const [row] = rows;
      if (!row) return undefined;
      const flags = { isActive: row.isActive === 1, isInstalled: row.isInstalled === 1 };
      return { ...row, ...standing(row), ...flags, lostScopes: lost(row, 'application') };
    },

    async findUser({ organizationId, id }, { clientId, tokenId, grantId }) {
      const { rows } = await findUser(db, { organizationId, id, clientId, tokenId, grantId: grantId ?? tokenId });
      const [row] = rows;
      if (!row) return undefined;
      const client = row.isClientActive === null ? await hostClient(db, clientId) : row;
      return { ...person(row), isClientActive: client?.isClientActive === 1, lostScopes: lost(client, 'user') };
    },

    async findOwner(key) {
      const organizationId = await ownerOf(db, key);
      if (organizationId === undefined) return undefined;
      const { rows } = await findOwner(db, { organizationId, hash: key.hash });
      return rows[0] && (await owner(db, rows[0]));
    },

    async findOwnerOf({ organizationId, id }, tokenId) {
      const { rows } = await findOwnerOf(db, { organizationId, id, tokenId });
      return rows[0] && (await owner(db, rows[0]));
    },
  };
}

const ofPerson = ['users', 'organizations', 'memberships'] as const;
const ofOwner = [...ofPerson, 'personal_access_tokens', 'settings'] as const;

type Flag = 0 | 1;

interface StandingRow {
  readonly isOrganizationActive: Flag;
  readonly isRevoked: Flag;
}

const standing = ({ isOrganizationActive, isRevoked }: StandingRow) => ({
  isOrganizationActive: isOrganizationActive === 1,
  isRevoked: isRevoked === 1,
});

const isRevoked = (organizationId: string, ...ids: readonly string[]) =>
  sql<Flag>`case when exists (select 1 from revocations
    where organization_id = ${organizationId} and id in (${sql.join(ids)})) then 1 else 0 end`.as('isRevoked');

interface LostRow {
  readonly lost: string | null;
}

const lost = (row: LostRow | undefined, kind: 'user' | 'application'): readonly string[] =>
  !row?.lost
    ? []
    : (JSON.parse(row.lost) as string[]).flatMap((one) =>
        one.startsWith(`${kind} `) ? one.slice(kind.length + 1) : [],
      );

interface ApplicationRow extends StandingRow, LostRow {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly isActive: Flag;
  readonly isInstalled: Flag;
}

const findApplication = remembered(
  ['applications', 'organizations', 'revocations'],
  prepared<ApplicationKey & { readonly tokenId: string }, ApplicationRow>((db, place) =>
    db
      .selectFrom('applications as a')
      .innerJoin('organizations as o', 'o.id', 'a.organization_id')
      .select([
        'a.id',
        'a.organization_id as organizationId',
        'a.name',
        'a.is_active as isActive',
        'a.is_installed as isInstalled',
        'a.lost_scopes as lost',
      ])
      .select(['o.is_active as isOrganizationActive', isRevoked(place('organizationId'), place('tokenId'))])
      .where('a.organization_id', '=', place('organizationId'))
      .where('a.id', '=', place('id')),
  ),
);

interface PersonRow extends StandingRow {
  readonly organizationId: string;
  readonly userId: string;
  readonly userName: string;
  readonly email: string | null;
  readonly isActive: Flag;
  readonly tokenEpoch: number;
  readonly isAdministrator: Flag;
}

const person = (row: PersonRow): PersonStanding => ({
  ...standing(row),
  organizationId: row.organizationId,
  id: row.userId,
  userName: row.userName,
  email: row.email,
  isActive: row.isActive === 1,
  tokenEpoch: row.tokenEpoch,
  isAdministrator: row.isAdministrator === 1,
});

const people = (db: Kysely<Database>) =>
  db
    .selectFrom('users as u')
    .innerJoin('organizations as o', 'o.id', 'u.organization_id')
    .leftJoin('memberships as m', (join) =>
      join
        .onRef('m.organization_id', '=', 'u.organization_id')
        .on('m.group_id', '=', administratorsGroupId)
        .onRef('m.member_id', '=', 'u.id'),
    )
    .select(['u.organization_id as organizationId', 'u.id as userId', 'u.user_name as userName', 'u.email'])
    .select(['u.is_active as isActive', 'u.token_epoch as tokenEpoch', 'o.is_active as isOrganizationActive'])
    .select(flag(sql`m.member_id is not null`).as('isAdministrator'))
    .where('u.deleted_at', 'is', null);

const flag = (condition: RawBuilder<unknown>) => sql<Flag>`case when ${condition} then 1 else 0 end`;

interface ClientRow extends LostRow {
  readonly isClientActive: Flag | null;
}

interface UserValues extends UserKey {
  readonly clientId: string;
  readonly tokenId: string;
  readonly grantId: string;
}

const findUser = remembered(
  [...ofPerson, 'applications', 'revocations'],
  prepared<UserValues, PersonRow & ClientRow>((db, place) =>
    people(db)
      .leftJoin('applications as a', (join) =>
        join.onRef('a.organization_id', '=', 'u.organization_id').on('a.id', '=', place('clientId')),
      )
      .select(['a.is_active as isClientActive', 'a.lost_scopes as lost'])
      .select(isRevoked(place('organizationId'), place('tokenId'), place('grantId')))
      .where('u.organization_id', '=', place('organizationId'))
      .where('u.id', '=', place('id')),
  ),
);

/** Through an application of the host, people of every organization sign in: it is asked for where it is. */
const findHostClient = remembered(
  ['applications'],
  prepared<{ readonly clientId: string }, ClientRow>((db, place) =>
    db
      .selectFrom('applications')
      .select(['is_active as isClientActive', 'lost_scopes as lost'])
      .where('organization_id', '=', hostId)
      .where('id', '=', place('clientId')),
  ),
);

const hostClient = async (db: Kysely<Database>, clientId: string): Promise<ClientRow | undefined> =>
  (await findHostClient(db, { clientId })).rows[0];

type OwnerRow = PersonRow & Selectable<Database['personal_access_tokens']> & { readonly enabledSetting: string | null };

/** The organization's own value wins over the host's. */
const owner = async (db: Kysely<Database>, row: OwnerRow): Promise<OwnerStanding> => ({
  ...person(row),
  token: toPersonalAccessToken(row),
  enabledSetting: row.enabledSetting ?? (await findHostSetting(db, {})).rows[0]?.enabledSetting ?? null,
});

const enabledKey = canonical('Auth.PersonalAccessToken.Enabled');

const findHostSetting = remembered(
  ['settings'],
  prepared<object, Pick<OwnerRow, 'enabledSetting'>>((db) =>
    db
      .selectFrom('settings')
      .select('value as enabledSetting')
      .where('organization_id', '=', hostId)
      .where('user_id', '=', '')
      .where('key_key', '=', enabledKey),
  ),
);

const owners = (db: Kysely<Database>) =>
  people(db)
    .innerJoin('personal_access_tokens as t', (join) =>
      join.onRef('t.organization_id', '=', 'u.organization_id').onRef('t.user_id', '=', 'u.id'),
    )
    .leftJoin('settings as s', (join) =>
      join
        .onRef('s.organization_id', '=', 'u.organization_id')
        .on('s.user_id', '=', '')
        .on('s.key_key', '=', enabledKey),
    )
    .selectAll('t')
    .select('s.value as enabledSetting');

const findOwner = remembered(
  ofOwner,
  prepared<{ readonly organizationId: string; readonly hash: string }, OwnerRow>((db, place) =>
    owners(db)
      .select(sql<Flag>`0`.as('isRevoked'))
      .where('t.organization_id', '=', place('organizationId'))
      .where('t.token_hash', '=', place('hash')),
  ),
);

const findOwnerOf = remembered(
  [...ofOwner, 'revocations'],
  prepared<UserKey & { readonly tokenId: string }, OwnerRow>((db, place) =>
    owners(db)
      .select(isRevoked(place('organizationId'), place('tokenId')))
      .where('t.organization_id', '=', place('organizationId'))
      .where('t.id', '=', place('id')),
  ),
);
