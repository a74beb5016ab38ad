import { noFaults } from '../../pages/fields.ts';
import { confirmation } from '../confirmation.ts';
import { orFaults } from '../faults.ts';
import { type ConsolePage, consoleUrl, done } from '../page.ts';
import { groupUrl, loadGroup, parametersOf, trailOf } from './group.ts';

/** `{prefix}/web/admin/groups/{id}/delete`. */
export const deletePage: ConsolePage = {
  path: 'groups/{id}/delete',
  area: 'groups',
  show: async (visit) => await ask(visit, noFaults),
  submit: async (visit, tools) => {
    const { name } = await loadGroup(visit);
    return await orFaults(
      visit,
      async () => {
        await visit.call('Group_Delete', { parameters: parametersOf(visit) });
        return done(visit, tools, consoleUrl(visit, 'groups'), { key: 'groups.done.deleted', values: { name } });
      },
      (faults) => ask(visit, faults),
    );
  },
};

async function ask(visit: Parameters<typeof loadGroup>[0], faults: Parameters<typeof confirmation>[1]['faults']) {
  const { t } = visit;
  const group = await loadGroup(visit);
  const { name, memberCount } = group;
  return confirmation(visit, {
    title: t('groups.deleteOne', { name }),
    text: t('groups.deleteText', { count: memberCount ?? 0 }),
    button: t('groups.deleteButton'),
    back: groupUrl(visit, group),
    trail: trailOf(visit, group),
    ...(faults && { faults }),
  });
}
