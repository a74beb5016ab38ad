import type { ImportedRow } from '../person.ts';
import { canonicalName, partsOf } from './distinguished-name.ts';
import { lost } from './fates.ts';
import type { LdifAttribute, LdifEntry } from './ldif-entries.ts';

const classes = new Set([
  ...['groupofnames', 'groupofuniquenames', 'groupofentries', 'groupofmembers', 'posixgroup', 'group'],
]);

export const textsOf = (attribute: LdifAttribute | undefined): readonly string[] =>
  attribute?.values.filter((value) => typeof value === 'string') ?? [];

export const classesOf = (entry: LdifEntry): readonly string[] =>
  textsOf(entry.attributes.get('objectclass')).map((one) => one.toLowerCase());

/** All that is read of the entry of a group, and what refuses a file. */
export const groupAttributes: ReadonlySet<string> = new Set([
  'objectclass',
  'cn',
  'member',
  'uniquemember',
  'memberuid',
  'changetype',
]);

export const isGroupEntry = (entry: LdifEntry): boolean => classesOf(entry).some((one) => classes.has(one));

interface DirectoryGroup {
  readonly position: string;
  readonly name: string;
  readonly path: string;
}

/**
 * The groups of a directory and who is in them. It is filled with all groups before the first person is asked for, and
 * holds each membership once: it grows with them, and with nothing else of a file.
 */
export class DirectoryGroups {
  readonly #groups: DirectoryGroup[] = [];
  /** Groups by the canonical name of their entry. */
  readonly #byName = new Map<string, number>();
  /** By the canonical name of a member's entry, or by `uid`, in which groups it is. */
  readonly #ofEntry = new Map<string, number[]>();
  readonly #ofUid = new Map<string, number[]>();
  /** Those of them who were asked for. */
  readonly #seen = new Set<string>();
  /** How many groups have a name. */
  readonly #names = new Map<string, number>();
  /** In which groups each group is; known when all are there. */
  #above: ReadonlyMap<number, readonly number[]> | undefined;
  /** Of groups whose entry is not in the file: the canonical name of the one that has a name, and what each is called. */
  readonly #elsewhere = new Map<string, string>();
  readonly #namesElsewhere = new Map<string, string | undefined>();

  add(entry: LdifEntry, position: string): void {
    const index = this.#groups.length;
    const name = textsOf(entry.attributes.get('cn'))[0] ?? partsOf(entry.name)[0]?.value ?? entry.name;
    this.#groups.push({ position, name, path: pathOf(entry.name) });
    this.#names.set(name.toLowerCase(), (this.#names.get(name.toLowerCase()) ?? 0) + 1);
    this.#byName.set(canonicalName(entry.name), index);
    for (const member of textsOf(entry.attributes.get('member'))) put(this.#ofEntry, canonicalName(member), index);
    // The name may be followed by a number that tells apart who had it one after the other (RFC 4519, section 2.40).
    for (const member of textsOf(entry.attributes.get('uniquemember'))) {
      put(this.#ofEntry, canonicalName(member.replace(/#'[01]*'B$/, '')), index);
    }
    for (const uid of textsOf(entry.attributes.get('memberuid'))) put(this.#ofUid, uid.toLowerCase(), index);
  }

  /** Each group, whether somebody is in it or not. */
  *rows(): Generator<ImportedRow> {
    for (const [index, { position }] of this.#groups.entries()) yield { position, group: this.#nameOf(index) };
  }

  /**
   * The names of the groups that somebody is in, directly or as member of a member.
   *
   * @param uids under which a group may name the person.
   * @param memberOf what the person's entry says by itself: it counts where the group's is not in the file.
   */
  of(name: string, uids: readonly string[], memberOf: readonly string[]): readonly string[] {
    const key = canonicalName(name);
    if (this.#ofEntry.has(key)) this.#seen.add(key);
    for (const uid of uids) if (this.#ofUid.has(uid.toLowerCase())) this.#seen.add(uidKey(uid));
    const direct = [
      ...(this.#ofEntry.get(key) ?? []),
      ...uids.flatMap((uid) => this.#ofUid.get(uid.toLowerCase()) ?? []),
    ];
    const found = new Set<number>();
    for (const group of direct) this.#collect(group, found);
    const elsewhere = memberOf.map((group) => this.#nameElsewhere(group)).filter((group) => group !== undefined);
    return [...[...found].map((group) => this.#nameOf(group)), ...elsewhere];
  }

  /** Members who were not asked for and are no groups. To be read when all people were asked for. */
  *deadMembers(): Generator<ImportedRow> {
    const dead = lost('member', 'the member of a group is not among the people of the file');
    for (const [key, groups] of this.#ofEntry) {
      if (this.#seen.has(key) || this.#byName.has(key)) continue;
      for (const group of groups) yield { position: this.#groups[group]?.position ?? '', ...dead };
    }
    for (const [uid, groups] of this.#ofUid) {
      if (this.#seen.has(uidKey(uid))) continue;
      for (const group of groups) yield { position: this.#groups[group]?.position ?? '', ...dead };
    }
  }

  /** Also those that the group is in; groups may be in each other. */
  #collect(group: number, found: Set<number>): void {
    this.#above ??= new Map([...this.#byName].map(([name, one]) => [one, this.#ofEntry.get(name) ?? []]));
    const waiting = [group];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      waiting.push(...(this.#above.get(next) ?? []));
    }
  }

  /** Two groups of one name in different places stay two. */
  #nameOf(index: number): string {
    const { name = '', path = '' } = this.#groups[index] ?? {};
    return (this.#names.get(name.toLowerCase()) ?? 0) > 1 ? path : name;
  }

  /** Of a group whose entry is not in the file, and undefined of others: again, two of one name stay two. */
  #nameElsewhere(entryName: string): string | undefined {
    if (this.#namesElsewhere.has(entryName)) return this.#namesElsewhere.get(entryName);
    const canonical = canonicalName(entryName);
    const name = partsOf(entryName)[0]?.value ?? entryName;
    const key = name.toLowerCase();
    if (!this.#elsewhere.has(key)) this.#elsewhere.set(key, canonical);
    const isAlone = this.#elsewhere.get(key) === canonical && !this.#names.has(key);
    const found = this.#byName.has(canonical) ? undefined : isAlone ? name : pathOf(entryName);
    this.#namesElsewhere.set(entryName, found);
    return found;
  }
}

/** No entry is called so: an attribute and an equals sign would stand before the value. */
const uidKey = (uid: string): string => `\0${uid.toLowerCase()}`;

function put(map: Map<string, number[]>, key: string, group: number): void {
  const groups = map.get(key);
  if (groups === undefined) map.set(key, [group]);
  else if (groups.at(-1) !== group) groups.push(group);
}

/** Where the entry stands, from the outermost, without the domain. */
function pathOf(name: string): string {
  const parts = partsOf(name).filter(({ type }) => type.toLowerCase() !== 'dc');
  return `/${parts
    .map(({ value }) => value)
    .reverse()
    .join('/')}`;
}
