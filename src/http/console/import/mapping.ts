/** What a column can be of a person. */
export const members = ['userName', 'email', 'name', 'surname', 'displayName', 'passwordHash', 'groups'] as const;

export type Member = (typeof members)[number];

/** Which column each member is, from 0; absent: none. */
export type Mapping = Readonly<Partial<Record<Member, number>>>;

/** How columns are called elsewhere, in small letters and without blanks and signs. */
const heads: Readonly<Record<Member, readonly string[]>> = {
  userName: [
    'username',
    'user',
    'login',
    'loginname',
    'account',
    'samaccountname',
    'benutzername',
    'benutzer',
    'utilizator',
  ],
  email: ['email', 'mail', 'emailaddress', 'emailadresse', 'adresademail'],
  name: ['name', 'firstname', 'givenname', 'vorname', 'prenume'],
  surname: ['surname', 'lastname', 'familyname', 'sn', 'nachname', 'numedefamilie'],
  displayName: ['displayname', 'fullname', 'anzeigename', 'numeafisat'],
  passwordHash: ['passwordhash', 'hash'],
  groups: ['groups', 'group', 'gruppen', 'gruppe', 'grupuri', 'grup'],
};

/** What the heads of a table say by themselves. */
export function guessMapping(titles: readonly string[]): Mapping {
  const keys = titles.map((title) => title.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, ''));
  const found = members.flatMap((member) => {
    const index = keys.findIndex((key) => heads[member].includes(key));
    return index < 0 ? [] : [[member, index] as const];
  });
  return Object.fromEntries(found);
}

/** The columns that stand for nothing, by their heads: what is in them does not come over. */
export const unusedOf = (titles: readonly string[], mapping: Mapping): readonly string[] =>
  titles.filter((title, index) => title.trim() !== '' && !Object.values(mapping).includes(index));

/** What is in a row, by member, the groups apart; empty cells are left out. */
export function personOf(cells: readonly string[], mapping: Mapping): Readonly<Partial<Record<Member, string>>> {
  const { groups: _, ...own } = mapping;
  const entries = Object.entries(own).map(([member, index]) => [member, cells[index]?.trim() ?? '']);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}
