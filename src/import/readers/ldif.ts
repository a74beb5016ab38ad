import type { Fate, ImportedPerson, ImportedRow } from '../person.ts';
import type { InputFile, Reader } from '../reader.ts';
import { attributesOf } from './attributes.ts';
import { furtherValue, lost, photograph } from './fates.ts';
import { type LdifAttribute, type LdifEntry, ldifEntries } from './ldif-entries.ts';
import { classesOf, DirectoryGroups, groupAttributes, isGroupEntry, textsOf } from './ldif-groups.ts';
import { lockOf } from './ldif-lock.ts';
import { passwordOf } from './ldif-password.ts';
import { optional } from './optional.ts';
import { placeIn } from './place.ts';
import { RowProblem, rowOr } from './row-problem.ts';
import { timeOf } from './time.ts';

/**
 * The entries of an LDAP directory. Groups may stand behind their members, so everything is read twice: first for the
 * groups, then for the people.
 */
export const readLdif: Reader = async function* (files) {
  const groups = new DirectoryGroups();
  for (const file of files) {
    for await (const entry of ldifEntries(file, groupAttributes)) {
      if ('name' in entry && isGroupEntry(entry)) groups.add(entry, `${placeIn(files, file)}line ${entry.line}`);
    }
  }
  yield* groups.rows();
  for (const file of files) yield* rowsOf(file, placeIn(files, file), groups);
  yield* groups.deadMembers();
};

const people = new Set([
  'person',
  'organizationalperson',
  'inetorgperson',
  'residentialperson',
  'posixaccount',
  'account',
  'user',
]);

async function* rowsOf(file: InputFile, place: string, groups: DirectoryGroups): AsyncGenerator<ImportedRow> {
  for await (const entry of ldifEntries(file)) {
    if ('problem' in entry) {
      yield { ...entry, position: `${place}${entry.position}` };
      continue;
    }
    const position = `${place}line ${entry.line}`;
    const classes = classesOf(entry);
    const isPerson = classes.some((one) => people.has(one)) && !classes.includes('computer');
    if (isPerson && !isGroupEntry(entry)) yield rowOr(position, () => personOf(entry, position, groups));
    else if (entry.attributes.has('userpassword')) {
      yield { position, ...lost('userPassword', 'an entry that is no person may be a program, and is not imported') };
    }
  }
}

function personOf(entry: LdifEntry, position: string, groups: DirectoryGroups): ImportedPerson {
  const all = (name: string): readonly string[] => textsOf(entry.attributes.get(name));
  const first = (name: string): string | undefined => all(name)[0]?.trim() || undefined;
  const names = [...all('uid'), ...all('samaccountname')];
  const userName = names[0]?.trim() || first('userprincipalname') || first('mail') || first('cn');
  if (userName === undefined) throw new RowProblem('has none of uid, sAMAccountName, userPrincipalName, mail and cn');
  const { fates: ofPassword, ...password } = passwordOf(entry);
  const { isActive, fates: ofLock } = lockOf(entry);
  const { attributes, fates: ofOthers } = othersOf(entry);
  const further = ['uid', 'mail', 'cn', 'sn', 'givenname', 'displayname'].filter((name) => all(name).length > 1);
  return {
    position,
    userName,
    ...optional({ id: first('entryuuid'), email: first('mail'), name: first('givenname'), surname: first('sn') }),
    ...optional({
      displayName: first('displayname') ?? first('cn'),
      createdAt: timeOf(first('createtimestamp') ?? ''),
    }),
    isActive,
    groups: groups.of(entry.name, names, all('memberof')),
    roles: [],
    attributes,
    ...password,
    fates: [
      ...[...ofPassword, ...ofLock, ...ofOthers],
      ...further.map((name) => furtherValue(entry.attributes.get(name)?.name ?? name)),
    ],
  };
}

/** What is read above, derived by the directory, or says how it keeps the entry. */
const known = new Set([
  ...['objectclass', 'uid', 'samaccountname', 'userprincipalname', 'mail', 'cn', 'sn', 'givenname', 'displayname'],
  ...['userpassword', 'memberof', 'entryuuid', 'entrydn', 'entrycsn', 'structuralobjectclass', 'hassubordinates'],
  ...['subschemasubentry', 'creatorsname', 'createtimestamp', 'modifiersname', 'modifytimestamp', 'contextcsn'],
  ...['pwdreset', 'pwdlastset', 'pwdhistory', 'pwdchangedtime', 'pwdaccountlockedtime', 'pwdpolicysubentry'],
  ...[
    'useraccountcontrol',
    'nsaccountlock',
    'logindisabled',
    'ds-pwp-account-disabled',
    'shadowexpire',
    'authtimestamp',
  ],
  ...['objectguid', 'objectsid', 'objectcategory', 'instancetype', 'whencreated', 'whenchanged', 'usncreated'],
  ...['usnchanged', 'distinguishedname', 'name', 'dscorepropagationdata', 'nsuniqueid', 'parentid', 'entryid'],
]);

/** Of attributes that hold hashes and keys for other systems: nothing of the kind belongs beside a profile. */
const secret = /passw|pwd|secret|hash|token|pkcs12|credential|krb|otp/i;

/** Everything else: texts are kept under their own names. */
function othersOf(entry: LdifEntry): {
  readonly attributes: Readonly<Record<string, string>>;
  readonly fates: readonly Fate[];
} {
  const kept: Record<string, readonly string[]> = {};
  const fates: Fate[] = [];
  for (const [key, attribute] of entry.attributes) {
    if (known.has(key)) continue;
    const fate = fateOf(key, attribute);
    if (fate) fates.push(fate);
    else kept[attribute.name] = textsOf(attribute);
  }
  const { attributes, fates: ofKept } = attributesOf(kept, '');
  return { attributes, fates: [...fates, ...ofKept] };
}

function fateOf(key: string, { name, values }: LdifAttribute): Fate | undefined {
  if (/^(?:jpegphoto|photo|thumbnailphoto)/.test(key)) return photograph(name);
  if (secret.test(name)) return lost(name, 'what may be a secret is not kept beside the profile');
  const isText = values.every((value) => typeof value === 'string') && !key.includes(';binary');
  return isText ? undefined : lost(name, 'what is no text is not imported');
}
