import { type Faults, noFaults } from '../../pages/fields.ts';
import { html } from '../../pages/markup.ts';
import { confirmation } from '../confirmation.ts';
import { orFaults } from '../faults.ts';
import { type ConsoleAnswer, type ConsolePage, type ConsoleVisit, consoleUrl, done } from '../page.ts';
import type { RobotAnswer } from './list-page.ts';

/** More than a page of the list has. */
const most = 100;

/** `delete-robots?id=…`: asks before the accounts that it names are gone. */
export const deletePage: ConsolePage = {
  path: 'delete-robots',
  area: 'robots',
  show: async (visit) => await page(visit, noFaults),
  submit: async (visit, tools) =>
    await orFaults(
      visit,
      async () => {
        const robotAccountIDs = chosen(visit);
        await visit.call('RobotAccount_BulkDelete', {
          parameters: { partitionGlobalId: visit.organization.id },
          body: { robotAccountIDs },
        });
        const said = { key: 'console.robot.deleted', values: { count: robotAccountIDs.length } } as const;
        return done(visit, tools, consoleUrl(visit, 'robots'), said);
      },
      (faults) => page(visit, faults),
    ),
};

const chosen = ({ query }: ConsoleVisit): readonly string[] => [...new Set(query.getAll('id'))].slice(0, most);

async function page(visit: ConsoleVisit, faults: Faults): Promise<ConsoleAnswer> {
  const { t, organization } = visit;
  const back = consoleUrl(visit, 'robots');
  const robots = await Promise.all(
    chosen(visit).map((robotAccountId) =>
      visit.call<RobotAnswer>('RobotAccount_GetRobotAccount', {
        parameters: { partitionGlobalId: organization.id, robotAccountId },
      }),
    ),
  );
  if (robots.length === 0) return { location: back };
  const names = robots.map(({ displayName, name }) => displayName || name || '');
  const [name = ''] = names;
  return confirmation(visit, {
    title:
      robots.length === 1
        ? t('console.robot.deleteOne', { name })
        : t('console.robot.deleteMany', { count: robots.length }),
    text: html`${robots.length > 1 && html`<ul>${names.map((one) => html`<li>${one}</li>`)}</ul>`}<p>${t('console.robot.deleteText')}</p>`,
    button: t('console.delete'),
    ...{ back, faults, trail: [[t('console.area.robots'), back]] },
  });
}
