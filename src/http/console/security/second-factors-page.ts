import { everyoneGroupId } from '../../../directory/group.ts';
import { requiredGroupsIn, secondFactorModes } from '../../../directory/second-factor.ts';
import { choiceButton, type Faults, formOf, noFaults } from '../../pages/fields.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { badNote } from '../../pages/notice.ts';
import { choicesField } from '../fields.ts';
import { choicesOf } from '../filled-field.ts';
import { type ConsolePage, type ConsoleShown, type ConsoleVisit, consoleUrl, done } from '../page.ts';
import { panel } from '../panels.ts';
import { type GroupOffer, groupOffer, groupsNamed } from '../person/data.ts';
import { boxOfNamedGroup, moreGroupsField } from '../person/group-field.ts';
import type { Choice } from '../search-form.ts';
import {
  changes,
  filledSettings,
  inheritedBy,
  orSettingFaults,
  placesOf,
  readSettings,
  readWithLevel,
  type SettingField,
  type SettingValues,
  saveSettings,
  sentValues,
  settingFields,
} from '../setting-form.ts';
import { effectPanel } from './effect.ts';
import { factorEffect } from './second-factors-effect.ts';
import { securityTabs } from './tabs.ts';

const modeKey = 'Auth.SecondFactor.Mode';
const groupsKey = 'Auth.SecondFactor.RequiredGroups';
const demand: readonly SettingField[] = [{ key: 'Auth.SecondFactor.GraceDays', range: [0, 90] }];
const ease: readonly SettingField[] = [
  { key: 'Auth.SecondFactor.RememberDays', range: [0, 365] },
  { key: 'Auth.SecondFactor.EmailCodes' },
];
const again: readonly SettingField[] = [
  { key: 'Auth.SecondFactor.StepUpMinutes', range: [1, 1440] },
  { key: 'Auth.SecondFactor.StepUpApi' },
];
const plain = [...demand, ...ease, ...again];
const keys = [modeKey, groupsKey, ...plain.map(({ key }) => key)];

/** `{prefix}/web/admin/security/second-factors`: of whom one is asked, and who has none, before it is stored. */
export const secondFactorsPage: ConsolePage = {
  path: 'security/second-factors',
  area: 'security',
  keeps: [...keys, 'groupName'],
  fieldLimit: 1100,
  filled: {
    fields: async (visit) => {
      const read = await readWithLevel(visit, keys);
      const { values, inherited } = read;
      const { t } = visit;
      const chosen = idsIn(values[groupsKey]);
      const { choices: groups } = await offered(visit, chosen);
      return [
        {
          ...choicesOf(modeKey, t('factors.mode'), modeChoices(visit), [values[modeKey] ?? '']),
          ...inheritedBy(inherited, modeKey),
        },
        {
          ...choicesOf(groupsKey, t('factors.groups'), groups, chosen),
          ...inheritedBy(inherited, groupsKey),
        },
        ...filledSettings(visit, plain, read),
      ];
    },
    stores: (form) => form.get('do') === 'save' && !form.get('groupName')?.trim(),
    undo: () => [['do', 'save']],
  },
  show: async (visit) => shown(visit, { ...(await readSettings(visit, keys)), ...kept(visit) }, {}),
  submit: async (visit, tools) => {
    const box = (sent: ConsoleVisit, faults: Faults) => shown(sent, wantedIn(sent), { faults });
    const named = await boxOfNamedGroup(visit, groupsKey, box);
    if (named) return named;
    const wanted = wantedIn(visit);
    const stored = await readSettings(visit, keys);
    return await orSettingFaults(
      visit,
      { ...placesOf(plain), [modeKey]: modeKey, [groupsKey]: groupsKey },
      async () => {
        if (visit.form.get('do') !== 'save')
          return await shown(visit, wanted, { effect: await effectOf(visit, wanted) });
        await saveSettings(visit, keys, changes(stored, wanted));
        return done(visit, tools, consoleUrl(visit, 'security/second-factors'), { key: 'console.saved' });
      },
      async (faults) => await shown(visit, wanted, { faults }),
    );
  },
};

const idsIn = (value = ''): readonly string[] => requiredGroupsIn(value);

/** Everyone is not offered, as there is the mode for that; but where it was chosen elsewhere, it stays until somebody takes it out. */
async function offered(visit: ConsoleVisit, chosen: readonly string[]): Promise<GroupOffer> {
  const everyone = await groupsNamed(visit, chosen.includes(everyoneGroupId) ? [everyoneGroupId] : []);
  const offer = await groupOffer(visit, { chosen });
  return { ...offer, choices: [...everyone, ...offer.choices] };
}

const effectOf = async (visit: ConsoleVisit, wanted: SettingValues): Promise<Markup> =>
  await factorEffect(visit, wanted[modeKey] ?? '', idsIn(wanted[groupsKey]));

/** What was sent. */
const wantedIn = (visit: ConsoleVisit): SettingValues => ({
  [modeKey]: visit.form.get(modeKey) ?? '',
  [groupsKey]: visit.form.getAll(groupsKey).join(','),
  ...sentValues(visit, plain),
});

/** What was in the form before the person had to sign in again: then every number is there. */
const kept = (visit: ConsoleVisit): SettingValues =>
  visit.query.has('Auth.SecondFactor.GraceDays') ? wantedIn({ ...visit, form: visit.query }) : {};

const modeChoices = ({ t }: ConsoleVisit): readonly (Choice & { readonly hint: string })[] =>
  secondFactorModes.map((value) => ({
    ...{ value, text: t(`factors.mode.${value}`), hint: t(`factors.mode.${value}Cost`) },
  }));

interface Extras {
  readonly faults?: Faults;
  readonly effect?: Markup;
}

async function shown(
  visit: ConsoleVisit,
  values: SettingValues,
  { faults = noFaults, effect }: Extras,
): Promise<ConsoleShown> {
  const { t } = visit;
  const fields = (some: readonly SettingField[]) => [...settingFields(visit, some, values, faults)];
  const chosen = idsIn(values[groupsKey]);
  const offer = await offered(visit, chosen);
  const { choices: groups } = offer;
  const whom = [
    choicesField({
      ...{ name: modeKey, label: t('factors.mode'), faults, choices: modeChoices(visit) },
      ...{ chosen: [values[modeKey] ?? ''], isOne: true },
    }),
    ...(groups.length === 0
      ? []
      : [
          choicesField({
            ...{ name: groupsKey, label: t('factors.groups'), hint: t('factors.groupsHint'), faults },
            ...{ choices: groups, chosen },
          }),
          html`${moreGroupsField(visit, offer, faults)}`,
        ]),
    ...fields(demand),
  ];
  const body = html`${securityTabs(visit, 'secondFactors')}
${formOf(
  visit,
  html`${faults['']?.map(badNote)}
${effect && effectPanel(visit, effect)}
${panel(t('factors.whom'), whom)}
${panel(t('factors.ease'), fields(ease))}
${panel(t('factors.again'), fields(again))}
<div class="buttons">${choiceButton('do', 'preview', t('security.preview'), effect ? 'plain' : 'first')}</div>`,
)}`;
  return { title: t('security.title'), body, isRefused: faults !== noFaults };
}
