import { type Kysely, type RawBuilder, sql } from 'kysely';
import { canonical } from '../../directory/canonical.ts';
import type { NewUser } from '../../directory/user.ts';
import type { Database } from '../database.ts';
import { dialectOf } from '../dialect.ts';

// The names of a user as they are compared, and the text in which they are searched.

type Names = Pick<NewUser, 'userName' | 'email' | 'name' | 'surname' | 'displayName'>;

/** No name has one, so nothing is found across two names. */
export const separator = '\n';

/** Every name of a user, as it is searched. */
export const searchText = (names: Names): string => joined(keysOf(names));

/** Each of them in the form in which it is compared; null for an empty one. */
export const keysOf = ({ userName, email, name, surname, displayName }: Names) =>
  [canonical(userName), keyOf(email), keyOf(name), keyOf(surname), keyOf(displayName)] as const;

export type Keys = ReturnType<typeof keysOf>;

const keyOf = (text: string | null): string | null => (text ? canonical(text) : null);

/** As it is searched. */
export const joined = (keys: Keys): string => keys.map((key) => key ?? '').join(separator);

/** As it stands in the text of a user who has it. */
export const termOf = (searchTerm: string): string => canonical(searchTerm.toWellFormed());

/** Whether a user has the text in one of the names. */
export const hasText = (db: Kysely<Database>, searchTerm: string): RawBuilder<boolean> =>
  dialectOf(db).contains(sql.ref('search_text'), termOf(searchTerm));
