import type { Fate, ImportedRow } from '../person.ts';
import { lost } from './fates.ts';
import { exactText, isObject, type JsonObject, objects, requireObject, text } from './json-members.ts';
import { RowProblem } from './row-problem.ts';

/**
 * The groups of a realm. Groups here have none inside: a path becomes one for each step of it, because who is in the lower
 * one has the rights of the upper one as well. A name may have a slash in it, so a path alone does not tell its steps.
 */
export class RealmGroups {
  /** The names of a group and of those that it is in, by its path. */
  readonly #namesByPath = new Map<string, readonly string[]>();

  /**
   * What becomes of a group and of the groups in it.
   *
   * @throws RowProblem
   */
  rowsOf(value: unknown, position: string): readonly ImportedRow[] {
    const rows: ImportedRow[] = [];
    this.#collect(requireObject(value), position, [], rows);
    return rows;
  }

  /** What a path of a person becomes; the path itself where the file has not told of the group. */
  namesOf(path: string): readonly string[] {
    return this.#namesByPath.get(path) ?? [path];
  }

  #collect(group: JsonObject, position: string, above: readonly string[], rows: ImportedRow[]): void {
    const name = text(group, 'name');
    if (name === undefined) throw new RowProblem('a group has no name');
    const full = above.length === 0 ? name : `${above.at(-1)}/${name}`;
    const names = [...above, full];
    this.#namesByPath.set(exactText(group, 'path') ?? `/${full}`, names);
    rows.push({ position, group: full }, ...fatesOf(group).map((fate) => ({ position, ...fate })));
    objects(group, 'subGroups').forEach((one, index) => {
      this.#collect(one, `${position}.subGroups[${index}]`, names, rows);
    });
  }
}

function fatesOf(group: JsonObject): readonly Fate[] {
  const ofRoles = 'what roles a group gives its members is not imported';
  return [
    lost('groups.attributes', 'groups have no attributes'),
    lost('groups.realmRoles', ofRoles),
    lost('groups.clientRoles', ofRoles),
  ].filter(({ field }) => hasContent(group[field.replace('groups.', '')]));
}

const hasContent = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : isObject(value) && Object.keys(value).length > 0;
