import { type Faults, noFaults } from '../../pages/fields.ts';
import { confirmation } from '../confirmation.ts';
import { orFaults } from '../faults.ts';
import { type ConsoleAnswer, type ConsolePage, type ConsoleVisit, consoleUrl, done } from '../page.ts';
import { loadPerson, nameOf } from './data.ts';
import { endedSaid } from './ended.ts';
import { personUrl, trailOf } from './frame.ts';

/** `{prefix}/web/admin/people/{id}/delete`: asks first. */
export const deletePage: ConsolePage = {
  path: 'people/{id}/delete',
  area: 'people',
  show: (visit) => page(visit, noFaults),
  submit: (visit, tools) =>
    orFaults(
      visit,
      async () => {
        const person = await loadPerson(visit);
        const headers = new Map<string, string>();
        await visit.call('User_Delete', { parameters: { userId: person.id }, headers });
        const said = { key: 'person.done.delete', values: { name: nameOf(person) } } as const;
        return done(visit, tools, consoleUrl(visit, 'people'), [said, ...endedSaid(headers)]);
      },
      (faults) => page(visit, faults),
    ),
};

async function page(visit: ConsoleVisit, faults: Faults): Promise<ConsoleAnswer> {
  const { t } = visit;
  const person = await loadPerson(visit);
  const name = nameOf(person);
  return confirmation(visit, {
    title: t('person.deleteTitle', { name }),
    text: t('person.deleteText', { name, userName: person.userName ?? '' }),
    button: t('person.deleteButton', { name }),
    back: personUrl(visit, person),
    trail: trailOf(visit, person),
    faults,
  });
}
