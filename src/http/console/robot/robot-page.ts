import { date } from '../../pages/date-time.ts';
import { type Faults, faultOf, formOf, noFaults, submit, submitOrCancel, textField } from '../../pages/fields.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { orFaults } from '../faults.ts';
import { choicesField } from '../fields.ts';
import { choicesOf, textOf } from '../filled-field.ts';
import { readForm, text, textOrNull, texts, typed } from '../form-values.ts';
import {
  type ConsoleAnswer,
  type ConsolePage,
  type ConsoleTools,
  type ConsoleVisit,
  consoleUrl,
  done,
} from '../page.ts';
import { facts, linkButton } from '../panels.ts';
import { boxOfNamedGroup, moreGroupsField } from '../person/group-field.ts';
import { loadGroups, offeredGroups } from './groups.ts';
import type { RobotAnswer } from './list-page.ts';

const shared = {
  area: 'robots',
  keeps: ['name', 'displayName', 'groupIDs', 'groupName'],
  fieldLimit: 1100,
  show: async (visit: ConsoleVisit) => await page(visit, noFaults),
} as const;

/** `new-robot`. */
export const newRobotPage: ConsolePage = {
  ...shared,
  path: 'new-robot',
  submit: async (visit, tools) =>
    (await boxOfNamedGroup(visit, 'groupIDs', page)) ??
    (await orFaults(
      visit,
      () => create(visit, tools),
      (faults) => page(visit, faults),
    )),
};

/** `robots/{id}`: its names, and the groups that it is in. */
export const robotPage: ConsolePage = {
  ...shared,
  path: 'robots/{id}',
  filled: {
    stores: (form) => !form.get('groupName')?.trim(),
    fields: async (visit) => {
      const { displayName, groupIds } = await load(visit);
      return [
        textOf('displayName', visit.t('console.robot.displayName'), displayName),
        choicesOf('groupIDs', visit.t('console.area.groups'), await loadGroups(visit, groupIds), groupIds),
      ];
    },
  },
  submit: async (visit, tools) =>
    (await boxOfNamedGroup(visit, 'groupIDs', page)) ??
    (await orFaults(
      visit,
      () => change(visit, tools),
      (faults) => page(visit, faults),
    )),
};

async function create(visit: ConsoleVisit, tools: ConsoleTools): Promise<ConsoleAnswer> {
  const { form, organization } = visit;
  const { groupIDs, ...named } = readForm(form, { name: text, displayName: textOrNull, groupIDs: texts });
  const body = { partitionGlobalId: organization.id, ...named, groupIDsToAdd: groupIDs };
  const { displayName } = await visit.call<RobotAnswer>('RobotAccount_CreateRobotAccount', { body });
  return done(visit, tools, consoleUrl(visit, 'robots'), {
    key: 'console.robot.made',
    values: { name: displayName ?? named.name },
  });
}

async function change(visit: ConsoleVisit, tools: ConsoleTools): Promise<ConsoleAnswer> {
  const { form, organization } = visit;
  const { groupIds, id } = await load(visit);
  const shown = new Set((await loadGroups(visit, groupIds)).map(({ value }) => value));
  const { displayName, groupIDs } = readForm(form, { displayName: text, groupIDs: texts });
  const body = {
    partitionGlobalId: organization.id,
    displayName,
    groupIDsToAdd: groupIDs.filter((one) => !groupIds.includes(one)),
    groupIDsToRemove: groupIds.filter((one) => shown.has(one) && !groupIDs.includes(one)),
  };
  await visit.call('RobotAccount_UpdateRobotAccount', { parameters: { robotAccountId: id }, body });
  return done(visit, tools, consoleUrl(visit, 'robots'), { key: 'console.saved' });
}

const load = ({ call, organization, parameters }: ConsoleVisit): Promise<RobotAnswer> =>
  call('RobotAccount_GetRobotAccount', {
    parameters: { partitionGlobalId: organization.id, robotAccountId: parameters.id ?? '' },
  });

async function page(visit: ConsoleVisit, faults: Faults): Promise<ConsoleAnswer> {
  const { t, parameters } = visit;
  const robot = parameters.id === undefined ? undefined : await load(visit);
  const fields = typed(visit);
  const stored = robot?.groupIds ?? [];
  const chosen = fields.has('displayName') ? fields.getAll('groupIDs') : stored;
  const offer = await offeredGroups(visit, [...new Set([...stored, ...chosen])]);
  const content = html`${faultOf('', faults)}
${robot ? known(visit, robot) : nameField(visit, faults)}
${textField({
  ...{ name: 'displayName', label: t('console.robot.displayName'), faults, autocomplete: 'off', isOptional: true },
  ...{ value: fields.get('displayName') ?? robot?.displayName ?? '', hint: t('console.robot.displayNameHint') },
})}
${choicesField({ name: 'groupIDs', label: t('console.area.groups'), hint: t('console.robot.groupsHint'), faults, choices: offer.choices, chosen })}
${moreGroupsField(visit, offer, faults)}
${submitOrCancel(t, submit(t(robot ? 'page.save' : 'console.create')), consoleUrl(visit, 'robots'))}`;
  const remove =
    robot && linkButton(t('console.delete'), consoleUrl(visit, 'delete-robots', { id: parameters.id }), 'grave');
  return {
    title: robot?.displayName || robot?.name || t('console.robot.new'),
    body: html`<p class="quiet">${t('console.robot.noSecret')}</p><section class="panel">${formOf(visit, content)}</section>`,
    trail: [[t('console.area.robots'), consoleUrl(visit, 'robots')]],
    ...(remove && { actions: remove }),
    isRefused: Object.keys(faults).length > 0,
  };
}

const nameField = (visit: ConsoleVisit, faults: Faults): Markup =>
  textField({
    ...{ name: 'name', label: visit.t('console.robot.name'), faults, autocomplete: 'off', isFirst: true },
    ...{ value: typed(visit).get('name') ?? '', hint: visit.t('console.robot.nameHint') },
  });

const known = (visit: ConsoleVisit, { name, lastLoginTime, creationTime }: RobotAnswer): Markup =>
  facts([
    [visit.t('console.robot.name'), html`<code>${name}</code>`],
    [visit.t('console.robot.created'), date(visit, Date.parse(creationTime))],
    [
      visit.t('console.robot.lastLogin'),
      lastLoginTime === null ? visit.t('page.never') : date(visit, Date.parse(lastLoginTime)),
    ],
  ]);
