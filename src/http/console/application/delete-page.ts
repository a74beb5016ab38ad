import { type Faults, noFaults } from '../../pages/fields.ts';
import { confirmation } from '../confirmation.ts';
import { orFaults } from '../faults.ts';
import { type ConsoleAnswer, type ConsolePage, type ConsoleVisit, consoleUrl, done } from '../page.ts';
import { loadClient } from './dto.ts';
import { applicationTrail, applicationUrl } from './urls.ts';

/** `applications/{id}/delete`: asks before an application and everything that was issued to it end. */
export const deletePage: ConsolePage = {
  path: 'applications/{id}/delete',
  area: 'applications',
  show: async (visit) => await page(visit, noFaults),
  submit: async (visit, tools) =>
    await orFaults(
      visit,
      async () => {
        const { id, name } = await loadClient(visit, visit.parameters.id ?? '');
        await visit.call('ExternalClient_Delete', {
          parameters: { partitionGlobalId: visit.organization.id, clientId: id },
        });
        return done(visit, tools, consoleUrl(visit, 'applications'), {
          key: 'console.application.deleted',
          values: { name },
        });
      },
      (faults) => page(visit, faults),
    ),
};

async function page(visit: ConsoleVisit, faults: Faults): Promise<ConsoleAnswer> {
  const { t } = visit;
  const client = await loadClient(visit, visit.parameters.id ?? '');
  return confirmation(visit, {
    title: t('console.application.deleteTitle', { name: client.name }),
    text: t('console.application.deleteText'),
    button: t('console.application.deleteButton', { name: client.name }),
    back: applicationUrl(visit, client.id),
    ...{ faults, trail: applicationTrail(visit, client) },
  });
}
