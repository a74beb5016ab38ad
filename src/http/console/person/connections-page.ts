import type { Wire } from '../../../operation/answer-shape.ts';
import type { ConnectedApplicationDto } from '../../api/connected-application.ts';
import type { ReferenceToken } from '../../api/reference-token-dto.ts';
import { date, dateTime } from '../../pages/date-time.ts';
import { type Faults, faultOf, formOf, noFaults } from '../../pages/fields.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { abilitiesOf } from '../../pages/scope-words.ts';
import { orFaults } from '../faults.ts';
import { type ConsoleAnswer, type ConsolePage, type ConsoleVisit, done } from '../page.ts';
import { badge, facts, panel } from '../panels.ts';
import { loadPerson, nameOf, type Person } from './data.ts';
import { endedSaid } from './ended.ts';
import { personShown, personUrl } from './frame.ts';

type Connection = Wire<typeof ConnectedApplicationDto>;
type Token = Wire<typeof ReferenceToken>;

/** `{prefix}/web/admin/people/{id}/connections`: what acts in the name of the person: applications and tokens. */
export const connectionsPage: ConsolePage = {
  path: 'people/{id}/connections',
  area: 'people',
  show: (visit) => page(visit, noFaults),
  submit: (visit, tools) =>
    orFaults(
      visit,
      async () => {
        const person = await loadPerson(visit);
        const [what, id = ''] = (visit.form.get('do') ?? '').split(' ');
        const headers = new Map<string, string>();
        const here = personUrl(visit, person, '/connections');
        if (what === 'revoke') {
          await visit.call('ReferenceToken_Delete', { parameters: { id } });
          return done(visit, tools, here, { key: 'person.done.revoke', values: { name: nameOf(person) } });
        }
        const parameters = { userId: person.id, clientId: id };
        await visit.call('User_RemoveConnectedApplication', { parameters, headers });
        const said = { key: 'person.done.disconnect', values: { name: nameOf(person) } } as const;
        return done(visit, tools, here, [said, ...endedSaid(headers)]);
      },
      (faults) => page(visit, faults),
    ),
};

async function page(visit: ConsoleVisit, faults: Faults): Promise<ConsoleAnswer> {
  const person = await loadPerson(visit);
  const body = html`${faultOf('', faults)}${await applicationsPanel(visit, person)}${await tokensPanel(visit, person)}`;
  return await personShown(visit, person, { tab: 'connections', body, isRefused: faults !== noFaults });
}

async function applicationsPanel(visit: ConsoleVisit, { id }: Person): Promise<Markup> {
  const { t } = visit;
  const parameters = { userId: id };
  const all = await visit.call<readonly Connection[]>('User_GetConnectedApplications', { parameters });
  const rows = all.map(({ clientId, name, scopes, allowedTime, lastUsedTime }) => {
    const entries = facts([
      [t('applications.allowed'), moment(visit, allowedTime)],
      [t('applications.lastUsed'), moment(visit, lastUsedTime)],
    ]);
    const abilities = html`<ul class="abilities">${abilitiesOf(t, scopes).map((text) => html`<li>${text}</li>`)}</ul>`;
    return thing(
      visit,
      { name, content: html`${abilities}${entries}` },
      `disconnect ${clientId}`,
      t('applications.remove'),
    );
  });
  return panel(t('person.applications'), rows.length === 0 ? quiet(t('person.noApplications')) : listOf(visit, rows));
}

async function tokensPanel(visit: ConsoleVisit, { id }: Person): Promise<Markup> {
  const { t } = visit;
  const all = await visit.call<readonly Token[]>('ReferenceToken_GetByPartition', {
    parameters: { partitionGlobalId: visit.organization.id },
    query: { userId: id },
  });
  const rows = all.map((token) => {
    const isOver = Date.parse(token.expiryTime) <= visit.now;
    const entries = facts([
      [t('person.created'), moment(visit, token.creationTime)],
      [t('person.ends'), date(visit, Date.parse(token.expiryTime))],
      [t('person.lastUsed'), moment(visit, token.lastUsedTime) ?? t('person.never')],
      [t('person.scopes'), token.scopes.join(', ')],
    ]);
    const content = html`${isOver && html`<p>${badge(t('person.expired'), 'off')}</p>`}${entries}`;
    return thing(visit, { name: token.description, content }, `revoke ${token.id}`, t('person.revoke'));
  });
  return panel(t('person.tokens'), rows.length === 0 ? quiet(t('person.noTokens')) : listOf(visit, rows));
}

const moment = (visit: ConsoleVisit, time: string | null) => (time === null ? null : dateTime(visit, Date.parse(time)));

const quiet = (text: string): Markup => html`<p class="quiet">${text}</p>`;

const listOf = (visit: ConsoleVisit, rows: readonly Markup[]): Markup =>
  formOf(visit, html`<ul class="things">${rows}</ul>`);

const thing = (
  { t }: ConsoleVisit,
  { name, content }: { readonly name: string; readonly content: Markup },
  value: string,
  text: string,
): Markup => html`<li class="thing"><div class="stack tight"><p><strong>${name}</strong></p>${content}</div>
<button class="button grave" type="submit" name="do" value="${value}" aria-label="${t('person.removeOne', { what: text, name })}">${text}</button></li>`;
