import { administratorsGroupId } from '../../../directory/group.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { countText, mostCounted } from '../list.ts';
import { type ConsoleVisit, consoleUrl } from '../page.ts';
import { groupsNamed } from '../person/data.ts';

/** As many groups are counted one by one. */
const mostGroups = 10;

/** Of how many people a second factor would be asked who have none, with the way to them. */
export async function factorEffect(visit: ConsoleVisit, mode: string, groupIds: readonly string[]): Promise<Markup> {
  const { t } = visit;
  if (mode === 'off') return html`<p>${t('factors.effect.off')}</p>`;
  const asked = askedGroups(mode, groupIds);
  if (asked.length === 0) return html`<p>${t('factors.effect.nobody')}</p>`;
  const lines = [];
  for (const groupId of asked.slice(0, mostGroups)) lines.push(await line(visit, groupId));
  const more = asked.length - mostGroups;
  return html`<ul>${lines}${more > 0 && html`<li>${t('factors.effect.moreGroups', { count: more })}</li>`}</ul>
<p class="quiet">${t('factors.effect.next')}</p>`;
}

/** The groups of whom it is asked; everybody is undefined. */
export function askedGroups(mode: string, groupIds: readonly string[]): readonly (string | undefined)[] {
  if (mode === 'off') return [];
  if (mode === 'required') return [undefined];
  return [...new Set(mode === 'administrators' ? [administratorsGroupId, ...groupIds] : groupIds)];
}

async function line(visit: ConsoleVisit, groupId: string | undefined): Promise<Markup> {
  const { t } = visit;
  const without = await countWithout(visit, groupId);
  const name = groupId === undefined ? t('people.everybody') : await nameOfGroup(visit, groupId);
  const url = consoleUrl(visit, 'people', { state: 'withoutSecondFactor', group: groupId });
  return html`<li>${name}: <a href="${url}">${t('factors.effect.without', { count: countText(visit, without) })}</a></li>`;
}

/** How many active people have no second factor, of a group or of all, as far as anybody counts. */
export async function countWithout(visit: ConsoleVisit, groupId: string | undefined): Promise<number> {
  const { totalCount } = await visit.call<{ readonly totalCount: number }>('User_GetUsers', {
    parameters: { partitionGlobalId: visit.organization.id },
    query: { state: 'withoutSecondFactor', groupId, top: 0, countUpTo: mostCounted },
  });
  return totalCount;
}

export const nameOfGroup = async (visit: ConsoleVisit, groupId: string): Promise<string> =>
  (await groupsNamed(visit, [groupId]))[0]?.text ?? groupId;
