import { type Faults, noFaults } from '../../pages/fields.ts';
import { confirmation } from '../confirmation.ts';
import { orFaults } from '../faults.ts';
import { type ConsoleAnswer, type ConsolePage, type ConsoleVisit, done } from '../page.ts';
import { loadPerson, nameOf } from './data.ts';
import { personUrl, trailOf } from './frame.ts';

/** `{prefix}/web/admin/people/{id}/reset-factors`: for somebody who has lost them; asks first. */
export const resetFactorsPage: ConsolePage = {
  path: 'people/{id}/reset-factors',
  area: 'people',
  isGuarded: true,
  show: (visit) => page(visit, noFaults),
  submit: (visit, tools) =>
    orFaults(
      visit,
      async () => {
        const person = await loadPerson(visit);
        await visit.call('User_ResetFactors', { parameters: { userId: person.id } });
        const said = { key: 'factors.done.reset', values: { name: nameOf(person) } } as const;
        return done(visit, tools, personUrl(visit, person, '/sign-in'), said);
      },
      (faults) => page(visit, faults),
    ),
};

async function page(visit: ConsoleVisit, faults: Faults): Promise<ConsoleAnswer> {
  const { t } = visit;
  const person = await loadPerson(visit);
  const name = nameOf(person);
  return confirmation(visit, {
    title: t('factors.resetTitle', { name }),
    text: t('factors.resetText'),
    button: t('factors.resetButton', { name }),
    back: personUrl(visit, person, '/sign-in'),
    trail: trailOf(visit, person),
    faults,
  });
}
