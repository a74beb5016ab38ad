import { sql } from 'kysely';
import type { EntityKind } from '../directory/directory-entity.ts';

const kind = (name: EntityKind) => sql<EntityKind>`${sql.lit(name)}`.as('kind');
const none = <Name extends string>(name: Name) => sql<string | null>`null`.as(name);

/** The columns of a `DirectoryEntity` in the table of each kind, which the query calls `e`. */
export const columnsOf = {
  user: [
    kind('user'),
    'e.id',
    'e.user_name as name',
    'e.email',
    'e.display_name as displayName',
    'e.name as firstName',
    'e.surname as lastName',
    'e.created_at as createdAt',
  ],
  robotAccount: [
    kind('robotAccount'),
    'e.id',
    'e.name',
    none('email'),
    'e.display_name as displayName',
    none('firstName'),
    none('lastName'),
    'e.created_at as createdAt',
  ],
  application: [
    kind('application'),
    'e.id',
    'e.name',
    none('email'),
    'e.name as displayName',
    none('firstName'),
    none('lastName'),
    'e.created_at as createdAt',
  ],
  group: [
    kind('group'),
    'e.id',
    'e.name',
    none('email'),
    'e.name as displayName',
    none('firstName'),
    none('lastName'),
    'e.created_at as createdAt',
  ],
} as const;
