import { generateFor } from '../../../password/generate.ts';
import { defaultComplexity, parseComplexity } from '../../../password/policy.ts';
import { type Faults, faultOf, formOf, noFaults, submit, submitOrCancel } from '../../pages/fields.ts';
import { html } from '../../pages/markup.ts';
import { orFaults } from '../faults.ts';
import { choicesField } from '../fields.ts';
import { canMail } from '../mail/can-mail.ts';
import { type ConsoleAnswer, type ConsolePage, type ConsoleTools, type ConsoleVisit, done } from '../page.ts';
import { loadWithoutPassword } from '../people/columns.ts';
import { complexityKey } from '../security/password-form.ts';
import { readSettings } from '../setting-form.ts';
import { loadPerson, nameOf, type Person } from './data.ts';
import { endedSaid } from './ended.ts';
import { personUrl, trailOf } from './frame.ts';

const ways = ['link', 'generate', 'change'] as const;
type Way = (typeof ways)[number];

/** `{prefix}/web/admin/people/{id}/password`: a mail with a link, a generated password, or a change at the next sign-in. */
export const passwordPage: ConsolePage = {
  path: 'people/{id}/password',
  area: 'people',
  keeps: ['way'],
  show: (visit) => page(visit, noFaults),
  submit: async (visit, tools) => {
    const way = ways.find((one) => one === visit.form.get('way'));
    if (!way) return await page(visit, { way: [visit.t('field.required')] });
    return await orFaults(
      visit,
      async () => await take(visit, tools, await loadPerson(visit), way),
      (faults) => page(visit, { '': Object.values(faults).flat() }),
    );
  },
};

async function take(visit: ConsoleVisit, tools: ConsoleTools, person: Person, way: Way): Promise<ConsoleAnswer> {
  const parameters = { userId: person.id };
  const back = personUrl(visit, person, '/sign-in');
  const values = { name: nameOf(person), email: person.email ?? '' };
  if (way === 'link') {
    await visit.call('User_MailPasswordLink', { parameters });
    const key = (await canMail(visit)) ? 'person.done.link' : 'person.done.linkWaits';
    return done(visit, tools, back, { key, values });
  }
  if (way === 'change') {
    const body = { partitionGlobalId: visit.organization.id, userIds: [person.id] };
    await visit.call('User_RequirePasswordChange', { body });
    return done(visit, tools, back, { key: 'person.done.change', values });
  }
  const password = await passwordFor(visit, person);
  const headers = new Map<string, string>();
  await visit.call('User_Update', { parameters, body: { password }, headers });
  const said = [{ key: 'person.done.generate', values } as const, ...endedSaid(headers)];
  return done(visit, tools, back, said, { secret: { label: 'person.newPassword', value: password } });
}

/** As long as the organization asks for, and without the names of the person. */
async function passwordFor(visit: ConsoleVisit, person: Person): Promise<string> {
  const values = await readSettings(visit, [complexityKey]);
  const complexity = parseComplexity(values[complexityKey] || '{}');
  const { id: organizationId, name } = visit.organization;
  const known = typeof complexity === 'string' ? defaultComplexity : complexity;
  return generateFor({ ...person, organizationId }, name, known);
}

/** No link can be mailed to nowhere, and without a password there is none to be changed. */
const waysFor = ({ email }: Person, isAwaited: boolean): readonly Way[] =>
  ways.filter((way) => (way !== 'link' || email) && (way !== 'change' || !isAwaited));

async function page(visit: ConsoleVisit, faults: Faults): Promise<ConsoleAnswer> {
  const { t } = visit;
  const person = await loadPerson(visit);
  const name = nameOf(person);
  const values = { name, email: person.email ?? '' };
  const isAwaited = (await loadWithoutPassword(visit, [person])).size > 0;
  const choices = choicesField({
    ...{ name: 'way', label: t('person.passwordWay'), faults, isOne: true },
    choices: waysFor(person, isAwaited).map((value) => {
      const key =
        isAwaited && value !== 'change' ? (`person.firstWay.${value}` as const) : (`person.way.${value}` as const);
      return { value, text: t(key), hint: t(`${key}Hint`, values) };
    }),
    chosen: [visit.form.get('way') ?? visit.query.get('way') ?? (person.email ? 'link' : 'generate')],
  });
  const withoutAddress =
    !person.email &&
    html`<p class="quiet">${t('person.noEmail')} <a href="${personUrl(visit, person, '/edit')}">${t('console.edit')}</a></p>`;
  const body = html`<section class="panel narrow">${withoutAddress}${formOf(
    visit,
    html`${faultOf('', faults)}${choices}
${submitOrCancel(t, submit(t('person.passwordButton')), personUrl(visit, person, '/sign-in'))}`,
  )}</section>`;
  const title = t('person.passwordTitle', { name });
  return { title, body, trail: trailOf(visit, person), isRefused: faults !== noFaults };
}
