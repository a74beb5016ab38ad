import { canonical } from '../directory/canonical.ts';
import type { NewCredential } from '../directory/credential.ts';
import { newIdsTogether, zeroUuid } from '../directory/identifier.ts';
import { asKept, nameProblem } from '../directory/name.ts';
import type { Tables } from '../directory/store.ts';
import type { NewUser } from '../directory/user.ts';
import { type UserType, userTypes } from '../directory/user-type.ts';
import { type IdentityError, identityError, invalidMember, validationFailed } from '../errors.ts';
import { isAcceptable, storedCostOf } from '../password/hash.ts';
import { inTurns, mapInTurns, portions } from '../turns.ts';
import { profileTexts, readEmail } from './profile.ts';

/** A user as a caller describes it who wants it made. Null: not said. */
export interface WantedUser {
  readonly id: string | null;
  readonly userName: string | null;
  readonly email: string | null;
  readonly name: string | null;
  readonly surname: string | null;
  readonly displayName: string | null;
  readonly type: UserType | number;
  readonly bypassBasicAuthRestriction: boolean;
  readonly legacyId: number | null;
  readonly invitationAccepted: boolean;
  /** Of a password that its owner chose, made elsewhere. */
  readonly passwordHash: string | null;
}

/** A user as it will be kept, and the hash that it brings, if any. */
export interface UserToMake extends NewUser {
  readonly passwordHash: string | null;
}

const longestName = 256;

/**
 * Users as they will be kept.
 *
 * @param prefix of the members in validation problems, such as `Users[0].`, by position.
 * @throws GatehouseError ValidationFailed naming every member of every user that cannot be kept.
 */
export async function readNewUsers(
  wanted: readonly WantedUser[],
  organizationId: string,
  createdAt: number,
  prefix: (index: number) => string,
): Promise<readonly UserToMake[]> {
  const errors: Record<string, readonly string[]> = {};
  const makeId = newIdsTogether();
  const users = await mapInTurns(wanted, (one, index) => {
    for (const [field, text] of Object.entries(problemsOf(one))) errors[`${prefix(index)}${field}`] = [text];
    return newUser(one, organizationId, createdAt, makeId);
  });
  if (Object.keys(errors).length > 0) throw validationFailed(errors);
  return users;
}

/** What is wrong with the form of a user, by member. */
export const problemsOf = (one: WantedUser): Readonly<Record<string, string>> => ({
  ...profileTexts.problems(one),
  ...typeProblem(one.type),
  ...hashProblem(one),
});

const typeProblem = (type: UserType | number): Record<string, string> =>
  userTypes.some((known) => known === type) ? {} : { Type: `The value '${type}' is not valid.` };

function hashProblem({ type, passwordHash }: WantedUser): Record<string, string> {
  if (passwordHash === null) return {};
  if (type !== 'user') return { PasswordHash: onlyPeople };
  if (isAcceptable(passwordHash)) return {};
  return {
    PasswordHash: 'The field PasswordHash must be a password hash of a known scheme with acceptable parameters.',
  };
}

const onlyPeople = 'Only an account of the type user can have a password.';

/** The credential of a new user, without a password unless its hash was made elsewhere. */
export const newCredential = ({
  organizationId,
  id,
  userName,
  createdAt,
  passwordHash,
}: UserToMake): NewCredential => ({
  ...{ organizationId, id, userName, createdAt, passwordHash, mustChange: false },
  hashCost: passwordHash === null ? null : storedCostOf(passwordHash),
});

export function newUser(
  wanted: WantedUser,
  organizationId: string,
  createdAt: number,
  makeId: () => string,
): UserToMake {
  const { id, legacyId, bypassBasicAuthRestriction, invitationAccepted, passwordHash } = wanted;
  const email = readEmail(wanted.email);
  return {
    organizationId,
    id: id && id !== zeroUuid ? id : makeId(),
    userName: asKept(wanted.userName ?? email ?? ''),
    email,
    emailConfirmed: false,
    ...profileTexts.read(wanted),
    isActive: true,
    bypassBasicAuthRestriction,
    invitationAccepted,
    type: wanted.type as UserType,
    createdAt,
    passwordHash,
    ...(legacyId === null ? {} : { legacyId }),
  };
}

/** @throws GatehouseError ValidationFailed for a password of an account that nobody signs in to. */
export function requirePerson(type: UserType | undefined, password: string | null): void {
  if (password === null || type === undefined || type === 'user') return;
  throw invalidMember('Password', onlyPeople);
}

/** So many users are asked for at once. */
const atOnce = 200;

/**
 * Why the users cannot be made: for each, what is wrong with its user name, then with its address, then with its id. A
 * name that two of them want is taken for the second.
 */
export async function obstaclesOf(
  tables: Pick<Tables, 'users' | 'subjects'>,
  organizationId: string,
  wanted: readonly NewUser[],
): Promise<readonly IdentityError[]> {
  return (await obstaclesOfEach(tables, organizationId, wanted)).flat();
}

/** The same, for each user a list of its own. */
export async function obstaclesOfEach(
  tables: Pick<Tables, 'users' | 'subjects'>,
  organizationId: string,
  wanted: readonly NewUser[],
): Promise<readonly (readonly IdentityError[])[]> {
  const known: Known = { ids: new Set(), userNames: new Set(), emails: new Set() };
  const obstacles: (readonly IdentityError[])[] = [];
  for await (const some of inTurns(portions(wanted, atOnce))) {
    await addTaken(known, tables, organizationId, some);
    obstacles.push(...some.map((user) => obstaclesOfOne(known, user)));
  }
  return obstacles;
}

/** What is taken, by others or by those before. */
interface Known {
  readonly ids: Set<string>;
  readonly userNames: Set<string>;
  readonly emails: Set<string>;
}

async function addTaken(
  known: Known,
  { users, subjects }: Pick<Tables, 'users' | 'subjects'>,
  organizationId: string,
  some: readonly NewUser[],
): Promise<void> {
  const takenIds = await subjects.taken(some.map(({ id }) => id));
  const taken = await users.taken(
    organizationId,
    some.flatMap(({ userName, email }) => [...(isUserName(userName) ? [userName] : []), ...(email ? [email] : [])]),
  );
  for (const id of takenIds) known.ids.add(id);
  for (const name of taken.userNames) known.userNames.add(name);
  for (const email of taken.emails) known.emails.add(email);
}

/** People sign in with either, so the user name of one is the e-mail address of nobody else. */
function obstaclesOfOne({ ids, userNames, emails }: Known, { id, userName, email }: NewUser): IdentityError[] {
  const errors: IdentityError[] = [];
  const isKnown = (key: string | undefined) => key !== undefined && (userNames.has(key) || emails.has(key));
  const nameKey = isUserName(userName) ? canonical(userName) : undefined;
  const emailKey = email ? canonical(email) : undefined;
  if (nameKey === undefined) errors.push(identityError('InvalidUserName', userName));
  else if (isKnown(nameKey)) errors.push(identityError('DuplicateUserName', userName));
  if (email && isKnown(emailKey)) errors.push(identityError('DuplicateEmail', email));
  if (ids.has(id)) errors.push(identityError('DuplicateUserId', id));
  ids.add(id);
  if (nameKey !== undefined) userNames.add(nameKey);
  if (emailKey !== undefined) emails.add(emailKey);
  return errors;
}

/** Whatever a person can type and read; the contents of an e-mail address at the least. */
export const isUserName = (text: string): boolean =>
  text !== '' && text.length <= longestName && nameProblem(text) === undefined;
