import type { Wire } from '../../../operation/answer-shape.ts';
import type { GroupMembership } from '../../api/directory.ts';
import { dateTime } from '../../pages/date-time.ts';
import { choiceButton, type Faults, faultOf, formOf, noFaults } from '../../pages/fields.ts';
import { html, longWord, type Markup } from '../../pages/markup.ts';
import type { UndoForm } from '../../pages/notice.ts';
import { orFaults } from '../faults.ts';
import { type ConsoleAnswer, type ConsolePage, type ConsoleTools, type ConsoleVisit, done } from '../page.ts';
import { facts, linkButton, panel } from '../panels.ts';
import { attributesOf, groupOffer, loadPerson, nameOf, type Person } from './data.ts';
import { endedSaid } from './ended.ts';
import { personShown, personUrl } from './frame.ts';
import { groupField, withNamedGroup } from './group-field.ts';

/** `{prefix}/web/admin/people/{id}`: who it is, whether the account may be used, and which groups it is in. */
export const profilePage: ConsolePage = {
  path: 'people/{id}',
  area: 'people',
  keeps: ['group', 'groupName'],
  show: (visit) => page(visit, noFaults),
  submit: (visit, tools) =>
    orFaults(
      visit,
      async () => await change(visit, tools, await loadPerson(visit)),
      (faults) => page(visit, { '': Object.values(faults).flat() }),
    ),
};

async function change(visit: ConsoleVisit, tools: ConsoleTools, person: Person): Promise<ConsoleAnswer> {
  const [what = '', id] = (visit.form.get('do') ?? '').split(' ');
  const named = what === 'join' ? await withNamedGroup(visit) : { sent: visit };
  if ('faults' in named) return await page(visit, named.faults);
  const groupId = id ?? named.sent.form.get('group') ?? '';
  if (what === 'join' && groupId === '') return await page(visit, { group: [visit.t('field.required')] });
  const body = changes[what]?.(groupId);
  if (!body) return await page(visit, noFaults);
  const headers = new Map<string, string>();
  await visit.call('User_Update', { parameters: { userId: person.id }, body, headers });
  const said = { key: `person.done.${what as 'activate'}`, values: { name: nameOf(person) } } as const;
  const here = personUrl(visit, person);
  const undo = { action: here, fields: inverse(what, groupId) };
  return done(visit, tools, here, [said, ...endedSaid(headers)], { undo });
}

const changes: Readonly<Record<string, (groupId: string) => object>> = {
  activate: () => ({ isActive: true }),
  deactivate: () => ({ isActive: false }),
  join: (groupId) => ({ groupIDsToAdd: [groupId] }),
  leave: (groupId) => ({ groupIDsToRemove: [groupId] }),
};

/** The button that takes back what another one does. What a deactivation has ended stays ended. */
function inverse(what: string, groupId: string): UndoForm['fields'] {
  if (what === 'leave') return [['do', `join ${groupId}`]];
  if (what === 'join') return [['do', `leave ${groupId}`]];
  return [['do', what === 'activate' ? 'deactivate' : 'activate']];
}

async function page(visit: ConsoleVisit, faults: Faults): Promise<ConsoleAnswer> {
  const person = await loadPerson(visit);
  const { t } = visit;
  const body = html`${faultOf('', faults)}
${panel(t('person.profile'), profileFacts(visit, person), linkButton(t('console.edit'), personUrl(visit, person, '/edit')))}
${await attributesPanel(visit, person)}
${await groupsPanel(visit, person, faults)}
${panel(t('person.standing'), standing(visit, person))}`;
  const isRefused = Object.keys(faults).length > 0;
  return await personShown(visit, person, { tab: 'profile', body, isRefused });
}

function profileFacts(visit: ConsoleVisit, person: Person): Markup {
  const { t } = visit;
  const time = (at: string | null) => (at === null ? null : dateTime(visit, Date.parse(at)));
  const confirmed = person.emailConfirmed ? t('person.confirmed') : t('person.unconfirmed');
  return facts([
    [t('person.userName'), longWord(person.userName)],
    [t('person.email'), person.email && html`${longWord(person.email)} <span class="quiet">(${confirmed})</span>`],
    [t('person.name'), person.name],
    [t('person.surname'), person.surname],
    [t('person.displayName'), person.displayName],
    [t('person.id'), html`<code>${person.id}</code>`],
    [t('person.created'), time(person.creationTime)],
    [t('person.changed'), time(person.lastModificationTime)],
    [t('person.lastSignIn'), time(person.lastLoginTime) ?? t('person.neverSignedIn')],
  ]);
}

async function attributesPanel(visit: ConsoleVisit, person: Person): Promise<Markup | false> {
  const attributes = await attributesOf(visit, person);
  const entries = Object.entries(attributes);
  return entries.length > 0 && panel(visit.t('person.attributes'), facts(entries));
}

async function groupsPanel(visit: ConsoleVisit, person: Person, faults: Faults): Promise<Markup> {
  const { t } = visit;
  const parameters = { partitionGlobalId: visit.organization.id };
  const groups = await visit.call<readonly Wire<typeof GroupMembership>[]>('Directory_GroupMembership', {
    parameters,
    body: { userId: person.id, groupIds: person.groupIDs },
  });
  const rows = groups.map(
    ({ identifier, name }) =>
      html`<li class="thing"><strong>${name}</strong><button class="button" type="submit" name="do" value="leave ${identifier}" aria-label="${t('person.leaveGroup', { group: name ?? '' })}">${t('console.remove')}</button></li>`,
  );
  const offer = await groupOffer(visit, { but: person.groupIDs });
  const add = html`<div class="row">${groupField(visit, { label: t('person.addToGroup'), offer, faults })}${choiceButton('do', 'join', t('console.add'))}</div>`;
  const list =
    rows.length === 0 ? html`<p class="quiet">${t('person.noGroups')}</p>` : html`<ul class="things">${rows}</ul>`;
  return panel(t('person.groups'), formOf(visit, html`${list}${(offer.choices.length > 0 || offer.isCut) && add}`));
}

/** What can be undone is one button; deletion is a page of its own. */
function standing(visit: ConsoleVisit, person: Person): Markup {
  const { t } = visit;
  const what = person.isActive ? 'deactivate' : 'activate';
  return html`<p class="quiet">${t(`person.${what}Text`)}</p>${formOf(
    visit,
    html`<div class="buttons">${choiceButton('do', what, t(`person.${what}`))}${linkButton(t('console.delete'), personUrl(visit, person, '/delete'), 'grave')}</div>`,
  )}`;
}
