import type { Tables } from '../directory/store.ts';
import { type ExternalLogin, loginKey } from '../directory/user.ts';
import { portions } from '../turns.ts';
import type { Candidate } from './candidate.ts';

/** What would come of a candidate now. */
export interface Assessment {
  readonly outcome: 'created' | 'exists' | 'duplicate';
  /** Of a duplicate: who has which of the names. */
  readonly why?: string;
  /** Whether the id of the file is, or was, somebody's. */
  readonly isIdTaken: boolean;
  /** Of the accounts elsewhere, those that are nobody's yet. */
  readonly logins: readonly ExternalLogin[];
}

/** So many are asked for at once. */
const atOnce = 1000;

/** An id among names: none of them has a character that nobody sees. */
export const markOfId = (id: string): string => `\0${id}`;

export const isMarkOfId = (text: string): boolean => text.startsWith('\0');

/** The rows before these. */
interface Earlier {
  /** Whether one of them had the name, or the id by its mark. */
  readonly isSeen: (name: string) => boolean;
  /** Whether they are in the organization, so that what is free there is free. */
  readonly isWritten: boolean;
}

/**
 * Compares candidates with the organization, and with those before them. People sign in with the user name or the e-mail
 * address, so that the user name of one is the address of nobody else.
 */
export async function assess(
  tables: Pick<Tables, 'users' | 'subjects'>,
  organizationId: string,
  candidates: readonly Candidate[],
  { isSeen, isWritten }: Earlier,
): Promise<readonly Assessment[]> {
  const known: Known = {
    userNames: new Set(),
    emails: new Set(),
    ids: new Set(),
    people: new Set(),
    logins: new Set(),
  };
  const waiting = portions(candidates, atOnce);
  const lane = async (): Promise<void> => {
    for (const some of waiting) await addTaken(known, tables, organizationId, some);
  };
  await Promise.all([lane(), lane()]);
  const before = new Set<string>();
  const isTaken = (name: string) => known.userNames.has(name) || known.emails.has(name);
  const isBefore = (name: string) => before.has(name) || ((!isWritten || isTaken(name)) && isSeen(name));
  return candidates.map((candidate) => {
    const { nameKey, emailKey, user, hasOwnId } = candidate;
    const mark = hasOwnId ? markOfId(user.id) : undefined;
    const isIdBefore = mark !== undefined && (before.has(mark) || isSeen(mark));
    const isIdTaken = isIdBefore || (hasOwnId && known.ids.has(user.id));
    const verdict = judge(candidate, known, { isBefore, isIdBefore });
    if (verdict.outcome === 'duplicate') return { ...verdict, isIdTaken, logins: [] };
    before.add(nameKey);
    if (emailKey !== undefined) before.add(emailKey);
    if (mark !== undefined) before.add(mark);
    if (verdict.outcome === 'exists') return { ...verdict, isIdTaken, logins: [] };
    if (candidate.logins.length === 0) return isIdTaken ? createdAnew : created;
    const logins = candidate.logins.filter((login) => !known.logins.has(loginKey(login)));
    for (const login of logins) known.logins.add(loginKey(login));
    return { ...verdict, isIdTaken, logins };
  });
}

const created: Assessment = { outcome: 'created', isIdTaken: false, logins: [] };
const createdAnew: Assessment = { ...created, isIdTaken: true };

/** What is taken, by others or by those before. */
interface Known {
  readonly userNames: Set<string>;
  readonly emails: Set<string>;
  /** Of the ids that the file brings, those that are or were somebody's, whatever the organization. */
  readonly ids: Set<string>;
  /** Of those, the ones of people who are in the organization. */
  readonly people: Set<string>;
  readonly logins: Set<string>;
}

async function addTaken(
  { userNames, emails, ids, people, logins }: Known,
  { users, subjects }: Pick<Tables, 'users' | 'subjects'>,
  organizationId: string,
  some: readonly Candidate[],
): Promise<void> {
  const names = some.flatMap(({ nameKey, emailKey }) => (emailKey === undefined ? [nameKey] : [nameKey, emailKey]));
  const taken = await users.taken(organizationId, names);
  for (const name of taken.userNames) userNames.add(name);
  for (const email of taken.emails) emails.add(email);
  const brought = some.flatMap(({ hasOwnId, user }) => (hasOwnId ? [user.id] : []));
  if (brought.length > 0) {
    const takenIds = [...(await subjects.taken(brought))];
    for (const id of takenIds) ids.add(id);
    for (const { id } of await users.findMany(organizationId, takenIds)) people.add(id);
  }
  const wanted = some.flatMap((one) => one.logins);
  if (wanted.length === 0) return;
  for (const login of await users.takenLogins(organizationId, wanted)) logins.add(loginKey(login));
}

/**
 * An account with the user name, or with the id that the file brings, is the person: an import that is given again creates nobody
 * twice. The id of an earlier row is of that one's person: whoever comes later with it is another.
 */
function judge(
  { nameKey, emailKey, hasOwnId, user }: Candidate,
  { userNames, emails, people }: Known,
  { isBefore, isIdBefore }: { readonly isBefore: (name: string) => boolean; readonly isIdBefore: boolean },
): Pick<Assessment, 'outcome' | 'why'> {
  if (isBefore(nameKey)) return duplicate('an earlier row has the user name');
  if (userNames.has(nameKey) || (hasOwnId && !isIdBefore && people.has(user.id))) return { outcome: 'exists' };
  if (emailKey !== undefined && isBefore(emailKey)) return duplicate('an earlier row has the e-mail address');
  if (emails.has(nameKey)) return duplicate('somebody in the organization has the user name as e-mail address');
  const isAddressFree = emailKey === undefined || !(emails.has(emailKey) || userNames.has(emailKey));
  return isAddressFree ? { outcome: 'created' } : duplicate('somebody in the organization has the e-mail address');
}

const duplicate = (why: string) => ({ outcome: 'duplicate', why }) as const;
