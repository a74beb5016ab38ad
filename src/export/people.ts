import type { Group } from '../directory/group.ts';
import type { People, PersonRecord } from '../directory/people.ts';
import type { Permitted } from '../directory/permission.ts';
import type { Tables } from '../directory/store.ts';

/** What an export is read from. */
interface Source {
  readonly groups: Tables['groups'];
  readonly people: People;
}

export interface ExportRequest {
  readonly permitted: Permitted<'user.read'>;
  /** Whether hashes of passwords are in it. */
  readonly hasHashes: boolean;
}

/** A line of an export: what it is an export of, a group, or a person. Members without a value are left out. */
export type ExportLine = Readonly<Record<string, unknown>>;

/** The first line, by which `gatehouse import` knows its own. Version 1 had no last line. */
export const firstLine = { gatehouse: 'people', version: 2 } as const;

/** The last line, without which the file was cut: how many there are between it and the first. */
export const lastLine = (between: number): ExportLine => ({ end: 'people', lines: between });

const pageSize = 500;

/** Every group by name, but those that every organization has. */
export async function* exportedGroups(
  { groups }: Source,
  { permitted: { organizationId } }: ExportRequest,
): AsyncGenerator<ExportLine> {
  for (let last: Group | undefined; ; ) {
    const page: readonly Group[] = await groups.after(organizationId, last?.name, pageSize);
    for (const { type, name, id, createdAt } of page) if (type === 'custom') yield { group: name, id, createdAt };
    last = page.at(-1);
    if (page.length < pageSize) return;
  }
}

/**
 * Everybody by user name, read page by page while it is used: in little memory, and without keeping others from writing. So
 * what changes meanwhile may be in it, or not.
 */
export async function* exportedPeople(
  { people }: Source,
  { permitted: { organizationId }, hasHashes }: ExportRequest,
): AsyncGenerator<ExportLine> {
  for (let last: PersonRecord | undefined; ; ) {
    const page: readonly PersonRecord[] = await people.after(organizationId, last?.user.userName, pageSize);
    for (const record of page) yield lineOf(record, hasHashes);
    last = page.at(-1);
    if (page.length < pageSize) return;
  }
}

function lineOf({ user, credential, logins, groups }: PersonRecord, hasHashes: boolean): ExportLine {
  const { userName, id, legacyId, email, emailConfirmed, name, surname, displayName, isActive, type } = user;
  const { bypassBasicAuthRestriction, invitationAccepted, createdAt, lastLoginAt, extensionAttributes } = user;
  return withoutNothing({
    ...{ userName, id, legacyId, email, emailConfirmed, name, surname, displayName, isActive, type },
    ...{ bypassBasicAuthRestriction, invitationAccepted, createdAt, lastLoginAt },
    groups,
    attributes: inOrder(extensionAttributes),
    logins: logins.map((login) => withoutNothing({ ...login })),
    ...(hasHashes && credential?.passwordHash ? passwordOf(credential) : {}),
  });
}

function passwordOf(credential: NonNullable<PersonRecord['credential']>): ExportLine {
  const { passwordHash, createdAt, mustChange, isChangeRequired, keptRules, history = [] } = credential;
  return {
    passwordHash,
    passwordChangedAt: createdAt,
    mustChangePassword: isChangeRequired,
    isTemporaryPassword: mustChange && !isChangeRequired,
    keptRules,
    passwordHistory: history.map(({ passwordHash, retiredAt }) => ({ passwordHash, retiredAt })),
  };
}

/** The same text for the same attributes, in whatever order they were added. */
const inOrder = (attributes: Readonly<Record<string, string | null>>) =>
  Object.fromEntries(Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1)));

/** Without members that say no more than their absence: null, and what is empty. */
const withoutNothing = (members: ExportLine): ExportLine =>
  Object.fromEntries(
    Object.entries(members).filter(([, value]) => {
      if (value === null || value === undefined) return false;
      return typeof value !== 'object' || Object.keys(value).length > 0;
    }),
  );
