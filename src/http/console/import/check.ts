import { canonical } from '../../../directory/canonical.ts';
import type { Wire } from '../../../operation/answer-shape.ts';
import { inTurns, portions } from '../../../turns.ts';
import type { UserObstacles } from '../../api/user-creation.ts';
import type { ConsoleVisit } from '../page.ts';
import { type FileGroups, groupNamesIn, mostJoined } from './groups.ts';
import { idsOf } from './ids.ts';
import { members, personOf } from './mapping.ts';
import type { ImportState, LeftOut } from './state.ts';
import type { ImportRow } from './table.ts';

/** What becomes of rows: people, and those that none can be made of. */
interface Checked {
  readonly people: readonly NewPerson[];
  readonly leftOut: readonly LeftOut[];
  /** How many this import has made already. */
  readonly made: number;
}

/** Somebody who can be made. */
export interface NewPerson {
  readonly line: string;
  /** As the operations take it. */
  readonly user: object;
  /** Names of the groups in the own row, in canonical form, each once and in order. */
  readonly groups: readonly string[];
}

/** Rows that the operation is asked about at once, and that are judged without a pause. */
const atOnce = 200;

/** Sorts rows into those that can become people, those who have, and the others with the reason; nobody is created. */
export async function checkRows(
  visit: ConsoleVisit,
  { id, mapping, isInvited, groupIds }: Pick<ImportState, 'id' | 'mapping' | 'isInvited' | 'groupIds'>,
  rows: readonly ImportRow[],
  fileGroups: FileGroups,
): Promise<Checked> {
  const { t } = visit;
  const [people, leftOut, names]: [NewPerson[], LeftOut[], Set<string>] = [[], [], new Set()];
  const idOf = idsOf(id, visit.organization.id);
  let made = 0;
  for await (const some of inTurns(portions(rows, atOnce))) {
    const users = some.map(({ line, cells }) => ({ ...personOf(cells ?? [], mapping), id: idOf(line) }));
    const obstacles = await visit.call<Wire<typeof UserObstacles>>('User_CheckUsers', {
      body: { partitionGlobalId: visit.organization.id, users },
    });
    const byIndex = Map.groupBy(obstacles, ({ index }) => index);
    for (const [index, { line, cells, isLonger }] of some.entries()) {
      const user = users[index] ?? { id: idOf(line) };
      const who = user.userName ?? user.email ?? user.displayName ?? '';
      const keys = [user.userName, user.email].flatMap((name) => (name ? [canonical(name)] : []));
      const found = byIndex.get(index) ?? [];
      const [obstacle] = found;
      const isMade = found.some(({ code }) => code === 'DuplicateUserId');
      const groups = joined(groupNamesIn(cells ?? [], mapping), fileGroups);
      const isTwice = keys.some((key) => names.has(key));
      const isWithoutAddress = isInvited && !user.email;
      const why =
        (cells === undefined && t(isLonger ? 'import.longRow' : 'import.noRow')) ||
        (keys.length === 0 && t('import.noName')) ||
        (isWithoutAddress && t('import.noAddress')) ||
        (isInvited && user.passwordHash && t('import.hashInvited')) ||
        (isTwice && t('import.twice')) ||
        (groups.length + groupIds.length > mostJoined && t('import.manyGroups', { most: mostJoined })) ||
        (obstacle && obstacleText(visit, obstacle));
      for (const key of keys) names.add(key);
      if (isMade) made += 1;
      else if (why) leftOut.push({ line, who, why });
      else people.push({ line, user, groups });
    }
  }
  return { people, leftOut, made };
}

const joined = (names: readonly string[], groups: FileGroups): readonly string[] =>
  [...new Set(names.map(canonical))].filter((key) => groups.get(key)?.isLeftOut === false).sort();

function obstacleText({ t }: ConsoleVisit, { member, code, description }: Wire<typeof UserObstacles>[number]): string {
  const field = members.find((one) => one.toLowerCase() === member?.toLowerCase());
  if (field) return t('import.unreadable', { member: t(`import.member.${field}`) });
  if (code === 'DuplicateUserName' || code === 'DuplicateEmail') return t('import.taken');
  return code === 'InvalidUserName' ? t('import.badName') : description;
}
