import { type Faults, noFaults } from '../../pages/fields.ts';
import { confirmation } from '../confirmation.ts';
import { orFaults } from '../faults.ts';
import { type ConsoleAnswer, type ConsolePage, type ConsoleVisit, done } from '../page.ts';
import { loadPerson, nameOf } from './data.ts';
import { loadFactors } from './factor-panel.ts';
import { personUrl, trailOf } from './frame.ts';

/** `{prefix}/web/admin/people/{id}/reset-factors`: for somebody who has lost them, all or the one of `?factor=ID`; asks first. */
export const resetFactorsPage: ConsolePage = {
  path: 'people/{id}/reset-factors',
  area: 'people',
  show: (visit) => page(visit, noFaults),
  submit: (visit, tools) =>
    orFaults(
      visit,
      async () => {
        const person = await loadPerson(visit);
        const factorId = visit.query.get('factor');
        const userId = person.id;
        if (factorId) await visit.call('User_RemoveFactor', { parameters: { userId, factorId } });
        else await visit.call('User_ResetFactors', { parameters: { userId } });
        const key = factorId ? 'factors.done.remove' : 'factors.done.reset';
        const said = { key, values: { name: nameOf(person) } } as const;
        return done(visit, tools, personUrl(visit, person, '/sign-in'), said);
      },
      (faults) => page(visit, faults),
    ),
};

async function page(visit: ConsoleVisit, faults: Faults): Promise<ConsoleAnswer> {
  const { t } = visit;
  const person = await loadPerson(visit);
  const name = nameOf(person);
  const { factors } = await loadFactors(visit, person);
  const one = factors.find(({ id }) => id === visit.query.get('factor'));
  const question = one
    ? {
        title: t('factors.removeTitle', { factor: one.name, name }),
        text: t('factors.removeText'),
        button: t('factors.removeOne', { name: one.name }),
      }
    : {
        title: t('factors.resetTitle', { name }),
        text: t('factors.resetText'),
        button: t('factors.resetButton', { name }),
      };
  return confirmation(visit, {
    ...question,
    back: personUrl(visit, person, '/sign-in'),
    trail: trailOf(visit, person),
    faults,
  });
}
