import { canonical } from '../directory/canonical.ts';
import { parseUuid, zeroUuid } from '../directory/identifier.ts';
import { asKept } from '../directory/name.ts';
import { type ExternalLogin, loginKey, type NewUser } from '../directory/user.ts';
import { isUserName } from '../user/new-users.ts';
import { profileTexts, readEmail } from '../user/profile.ts';
import type { GroupNames } from './group-names.ts';
import type { Fate, ImportedPerson } from './person.ts';
import { optional } from './readers/optional.ts';

/** A person who can be kept as soon as nobody has the names. */
export interface Candidate {
  readonly person: ImportedPerson;
  readonly user: NewUser;
  /** Whether the id is that of the file, and so may be somebody's. */
  readonly hasOwnId: boolean;
  /** In the form in which they are compared. */
  readonly nameKey: string;
  readonly emailKey: string | undefined;
  readonly groups: readonly string[];
  readonly logins: readonly ExternalLogin[];
  readonly fates: readonly Fate[];
}

interface Circumstances {
  readonly organizationId: string;
  readonly groups: GroupNames;
  /** Whether the file is an export of this product, whose ids are kept whatever their form. */
  readonly isOurs: boolean;
  /** When accounts are made of which the file does not tell. */
  readonly at: number;
  readonly makeId: () => string;
}

/** A person as the directory would keep one, or what is wrong with the row, as a sentence without a full stop. */
export function candidateOf(person: ImportedPerson, circumstances: Circumstances): Candidate | string {
  const userName = asKept(person.userName);
  if (!isUserName(userName)) return 'the user name is empty, too long, or has characters that nobody sees';
  const [problem] = Object.entries(profileTexts.problems(person));
  if (problem !== undefined)
    return `${problem[0] === 'Email' ? 'the e-mail address is not one' : sentenceOf(problem[1])}`;
  const { organizationId, groups, at, makeId } = circumstances;
  const email = readEmail(person.email ?? null);
  const ownId = ownIdOf(person, circumstances.isOurs);
  const { extensionAttributes, fates } = attributesOf(person, ownId);
  const { name, surname, displayName } = profileTexts.read(person);
  // Without copies of other objects, and put together of others only where there are some: there are millions of them.
  const user: NewUser = {
    organizationId,
    id: ownId ?? makeId(),
    userName,
    email,
    name,
    surname,
    displayName,
    emailConfirmed: email !== null && (person.emailConfirmed ?? false),
    isActive: person.isActive,
    bypassBasicAuthRestriction: person.bypassBasicAuthRestriction ?? false,
    invitationAccepted: person.invitationAccepted ?? true,
    type: person.type ?? 'user',
    createdAt: person.createdAt ?? at,
    lastLoginAt: person.lastLoginAt ?? null,
  };
  const { legacyId } = person;
  return {
    person,
    user:
      legacyId === undefined && !extensionAttributes
        ? user
        : { ...user, ...optional({ legacyId, extensionAttributes }) },
    hasOwnId: ownId !== undefined,
    logins: person.logins ? loginsOf(person.logins) : [],
    groups: groups.names,
    nameKey: canonical(userName),
    emailKey: email === null ? undefined : canonical(email),
    fates: person.fates.concat(groups.fates, fates),
  };
}

const loginsOf = (logins: readonly ExternalLogin[]): readonly ExternalLogin[] => [
  ...new Map(logins.filter(isStorable).map((one) => [loginKey(one), one])).values(),
];

/** `The field Name must be …` in the middle of a line. */
const sentenceOf = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1).replace(/\.$/, '')}`;

function ownIdOf({ id }: ImportedPerson, isOurs: boolean): string | undefined {
  if (id === undefined || isOurs) return id;
  const uuid = parseUuid(id);
  return uuid === zeroUuid ? undefined : uuid;
}

const none = {};

/** An id that is no UUID may be that of anybody in another file: it stands beside the profile. */
function attributesOf({ id, attributes = none }: ImportedPerson, ownId: string | undefined) {
  const fates: Fate[] = [];
  const kept: [string, string | null][] = [];
  for (const [name, value] of Object.entries(attributes)) {
    if (isText(name) && isText(value ?? '')) kept.push([name.toWellFormed(), value?.toWellFormed() ?? null]);
    else fates.push({ field: 'attributes', fate: 'lost', why: 'no attribute can hold a NUL character' });
  }
  if (id !== undefined && ownId === undefined && isText(id)) {
    kept.push(['importedId', id.toWellFormed()]);
    fates.push({ field: 'id', fate: 'mapped', why: 'an id that is no UUID becomes the attribute importedId' });
  }
  return { extensionAttributes: kept.length === 0 ? undefined : Object.fromEntries(kept), fates };
}

const isStorable = ({ loginProvider, providerKey, providerDisplayName }: ExternalLogin): boolean =>
  loginProvider !== '' && providerKey !== '' && isText(`${loginProvider}${providerKey}${providerDisplayName ?? ''}`);

const isText = (text: string): boolean => !text.includes('\0');
