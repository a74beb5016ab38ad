import { type Faults, noFaults } from '../../pages/fields.ts';
import { confirmation } from '../confirmation.ts';
import { orFaults } from '../faults.ts';
import { type ConsoleAnswer, type ConsolePage, type ConsoleVisit, consoleUrl, done } from '../page.ts';
import { load } from './resource-page.ts';

/** `api-resources/delete?name=…`: asks before an API and its scopes are gone. */
export const deletePage: ConsolePage = {
  path: 'api-resources/delete',
  area: 'apiResources',
  show: async (visit) => await page(visit, noFaults),
  submit: async (visit, tools) =>
    await orFaults(
      visit,
      async () => {
        const { name, displayName } = await load(visit);
        await visit.call('ExternalApiResource_Delete', {
          parameters: { name },
          query: { partitionGlobalId: visit.organization.id },
        });
        const said = { key: 'console.resource.deleted', values: { name: displayName } } as const;
        return done(visit, tools, consoleUrl(visit, 'api-resources'), said);
      },
      (faults) => page(visit, faults),
    ),
};

async function page(visit: ConsoleVisit, faults: Faults): Promise<ConsoleAnswer> {
  const { t } = visit;
  const { name, displayName } = await load(visit);
  return confirmation(visit, {
    title: t('console.resource.deleteTitle', { name: displayName }),
    text: t('console.resource.deleteText'),
    button: t('console.resource.deleteButton', { name: displayName }),
    back: consoleUrl(visit, 'api-resources/edit', { name }),
    ...{ faults, trail: [[t('console.area.apiResources'), consoleUrl(visit, 'api-resources')]] },
  });
}
