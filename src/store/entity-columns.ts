import { sql } from 'kysely';
import type { DirectoryEntity, EntityKind } from '../directory/directory-entity.ts';
import type { UserType } from '../directory/user-type.ts';
import type { Flag } from './schema/flag.ts';

const kindOf = (name: EntityKind) => sql<EntityKind>`${sql.lit(name)}`.as('kind');
const accountTypeOf = (type: UserType | null) => sql<UserType | null>`${sql.lit(type)}`.as('accountType');
const active = sql<Flag>`1`.as('active');
const none = <Name extends string>(name: Name) => sql<string | null>`null`.as(name);

/** The columns of a `DirectoryEntity` in the table of each kind, which the query calls `e`. */
export const columnsOf = {
  user: [
    kindOf('user'),
    'e.id',
    'e.user_name as name',
    'e.email',
    'e.display_name as displayName',
    'e.name as firstName',
    'e.surname as lastName',
    sql.ref<UserType | null>('e.type').as('accountType'),
    'e.is_active as active',
    'e.extension_attributes as extensionAttributes',
    'e.created_at as createdAt',
  ],
  robotAccount: [
    kindOf('robotAccount'),
    'e.id',
    'e.name',
    none('email'),
    'e.display_name as displayName',
    none('firstName'),
    none('lastName'),
    accountTypeOf('robotAccount'),
    active,
    none('extensionAttributes'),
    'e.created_at as createdAt',
  ],
  application: [
    kindOf('application'),
    'e.id',
    'e.name',
    none('email'),
    'e.name as displayName',
    none('firstName'),
    none('lastName'),
    accountTypeOf('application'),
    active,
    none('extensionAttributes'),
    'e.created_at as createdAt',
  ],
  group: [
    kindOf('group'),
    'e.id',
    'e.name',
    none('email'),
    'e.name as displayName',
    none('firstName'),
    none('lastName'),
    accountTypeOf(null),
    active,
    none('extensionAttributes'),
    'e.created_at as createdAt',
  ],
} as const;

/** A row with these columns, whatever else it holds. */
type EntityRow = Omit<DirectoryEntity, 'extensionAttributes' | 'isActive'> & {
  readonly extensionAttributes: string | null;
  readonly active: Flag;
};

export function toEntity({ kind, id, name, email, displayName, ...row }: EntityRow): DirectoryEntity {
  const { firstName, lastName, accountType, createdAt } = row;
  const [isActive, extensionAttributes] = [row.active === 1, attributesIn(row.extensionAttributes)];
  return {
    kind,
    id,
    name,
    email,
    displayName,
    firstName,
    lastName,
    accountType,
    isActive,
    extensionAttributes,
    createdAt,
  };
}

function attributesIn(json: string | null): DirectoryEntity['extensionAttributes'] {
  if (json === null || json === '{}') return null;
  return JSON.parse(json);
}
