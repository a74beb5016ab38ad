import { canonical } from '../directory/canonical.ts';
import { auditEntryOf, type Command } from '../directory/command.ts';
import type { Group } from '../directory/group.ts';
import { newId } from '../directory/identifier.ts';
import type { Tables } from '../directory/store.ts';
import { inTurns } from '../turns.ts';
import type { ImportedGroup } from './person.ts';
import type { GroupReport } from './report.ts';

/** A group that is there, or will be as soon as somebody joins it. */
interface Entry {
  readonly name: string;
  readonly id: string;
  readonly createdAt: number | undefined;
  /** Whether this import makes it. */
  readonly isNew: boolean;
  /** Whether it is made though nobody may join it. */
  isDeclared: boolean;
  people: number;
}

type Declared = Pick<ImportedGroup, 'id' | 'createdAt'>;

/** So many are read at once. */
const atOnce = 1000;

/** The groups of an organization by their names, those included that an import makes. */
export class GroupRegistry {
  readonly #entries = new Map<string, Entry>();
  readonly #ids = new Set<string>();

  /** Reads every group there is. */
  static async read({ groups }: Pick<Tables, 'groups'>, organizationId: string): Promise<GroupRegistry> {
    const registry = new GroupRegistry();
    for (let last: Group | undefined; ; ) {
      const some: readonly Group[] = await groups.after(organizationId, last?.name, atOnce);
      for (const { name, id } of some) registry.#add({ name, id, createdAt: undefined, isNew: false });
      last = some.at(-1);
      if (some.length < atOnce) return registry;
    }
  }

  /** Has the group made, whether anybody joins it or not; with its own id, if no other group has it. */
  declare(name: string, declared: Declared): void {
    this.#entry(name, declared).isDeclared = true;
  }

  /** Counts somebody who is created as a member. */
  count(name: string): void {
    this.#entry(name).people += 1;
  }

  report(): readonly GroupReport[] {
    return [...this.#entries.values()]
      .filter(({ people, isNew, isDeclared }) => people > 0 || (isNew && isDeclared))
      .map(({ name, isNew, people }) => ({ name, isNew, people }));
  }

  /**
   * Sees to it, inside the transaction of those who join, that the groups are there. What another has made under the name in
   * the meantime is the group.
   *
   * @returns the ids by canonical name.
   */
  async ensure(tables: Tables, command: Command, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const wanted = new Map(names.map((name) => [canonical(name), this.#entry(name)]));
    const ids = [...wanted.values()].map(({ id }) => id);
    const found = await tables.groups.findMany(command.permitted.organizationId, ids);
    const there = new Set(found.map(({ id }) => id));
    const idOf = async (entry: Entry) => (there.has(entry.id) ? entry.id : await make(tables, command, entry));
    const known = new Map<string, string>();
    for await (const [key, entry] of inTurns(wanted)) known.set(key, await idOf(entry));
    return known;
  }

  #entry(name: string, { id, createdAt }: Declared = {}): Entry {
    const isFree = id !== undefined && !this.#ids.has(id);
    return this.#entries.get(canonical(name)) ?? this.#add({ name, id: isFree ? id : newId(), createdAt, isNew: true });
  }

  #add(group: Pick<Entry, 'name' | 'id' | 'createdAt' | 'isNew'>): Entry {
    const entry = { ...group, isDeclared: false, people: 0 };
    this.#entries.set(canonical(group.name), entry);
    this.#ids.add(group.id);
    return entry;
  }
}

async function make(tables: Tables, command: Command, { name, id, createdAt }: Entry): Promise<string> {
  const { organizationId } = command.permitted;
  const other = await tables.groups.findByName(organizationId, name);
  if (other) return other.id;
  await tables.groups.insert({ organizationId, id, name, type: 'custom', createdAt: createdAt ?? command.at });
  const details = { name, addedMembers: [] };
  await tables.audit.append(auditEntryOf(command, { category: 'Group', action: 'Create', targetId: id, details }));
  return id;
}
