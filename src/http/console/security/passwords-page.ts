import { passwordPresets } from '../../../directory/setting.ts';
import { choiceButton, type Faults, formOf, noFaults } from '../../pages/fields.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { badNote } from '../../pages/notice.ts';
import { choicesField, numberField } from '../fields.ts';
import { choicesOf, textOf } from '../filled-field.ts';
import { type ConsolePage, type ConsoleShown, type ConsoleVisit, consoleUrl, done, type FilledField } from '../page.ts';
import { linkButton, panel } from '../panels.ts';
import {
  filledSettings,
  inheritedBy,
  orSettingFaults,
  placesOf,
  readSettings,
  readWithLevel,
  type SettingsRead,
  type SettingValues,
  saveSettings,
  sentValues,
  settingFields,
} from '../setting-form.ts';
import { effectList, effectOf, effectPanel } from './effect.ts';
import {
  characterKinds,
  complexityFields,
  complexityKey,
  complexityOf,
  entriesFor,
  lengthField,
  lifeFields,
  passwordKeys,
  presetKey,
  presetNames,
  presetOf,
  ruleFields,
} from './password-form.ts';
import { judged, sampleField } from './sample.ts';
import { securityTabs } from './tabs.ts';

/** `{prefix}/web/admin/security`: what passwords have to be, tried on a sample and on everybody before it is stored. */
export const passwordsPage: ConsolePage = {
  path: 'security',
  // A sample changes nothing.
  area: 'security',
  keeps: ['length', 'kinds', ...passwordKeys.slice(1)],
  filled: {
    fields: async (visit) => fieldsOf(visit, await readWithLevel(visit, [...passwordKeys, presetKey])),
    stores: (form) => form.get('do') !== 'sample',
    undo: () => [['do', 'save']],
  },
  show: async (visit) => {
    const stored = await readSettings(visit, passwordKeys);
    const preset = presetNames.find((name) => name === visit.query.get('preset'));
    const kept = visit.query.has('length') ? wantedIn({ ...visit, form: visit.query }) : {};
    return shown(visit, { ...stored, ...(preset && passwordPresets[preset]), ...kept }, {});
  },
  submit: async (visit, tools) => {
    const wanted = wantedIn(visit);
    const entries = entriesFor(await readSettings(visit, passwordKeys), wanted);
    return await orSettingFaults(
      visit,
      { ...placesOf([lengthField, ...ruleFields, ...lifeFields]), [complexityKey]: 'length' },
      async () => {
        if (visit.form.get('do') === 'save') {
          await saveSettings(visit, [...passwordKeys, presetKey], entries);
          return done(visit, tools, consoleUrl(visit, 'security'), { key: 'console.saved' });
        }
        if (visit.form.get('do') === 'sample') {
          return shown(visit, wanted, { sample: sampleField(visit, await judged(visit, entries)) });
        }
        const effect = effectList(visit, await effectOf(visit, entries));
        return shown(visit, wanted, { effect });
      },
      async (faults) => shown(visit, wanted, { faults }),
    );
  },
};

/** A preset that is taken back leaves what was there before it. */
function fieldsOf(visit: ConsoleVisit, read: SettingsRead): readonly FilledField[] {
  const { t } = visit;
  const { length, kinds } = complexityFields(read.values[complexityKey] ?? '');
  const own = inheritedBy(read.inherited, complexityKey);
  const fields = [
    { ...textOf('length', t('security.length'), length), ...own },
    { ...choicesOf('kinds', t('security.kinds'), kindChoices(visit), kinds), ...own },
    ...filledSettings(visit, [lengthField, ...ruleFields, ...lifeFields], read),
  ];
  const { inherited: preset } = inheritedBy(read.inherited, presetKey);
  return fields.map((field) => ({ ...field, inherited: [...(field.inherited ?? []), ...preset] }));
}

const kindChoices = ({ t }: ConsoleVisit) => characterKinds.map((value) => ({ value, text: t(`security.${value}`) }));

/** What was sent. */
const wantedIn = (visit: ConsoleVisit): SettingValues => ({
  [complexityKey]: complexityOf(visit.form),
  ...sentValues(visit, [lengthField, ...ruleFields, ...lifeFields]),
});

interface Extras {
  readonly faults?: Faults;
  readonly sample?: Markup;
  readonly effect?: Markup;
}

function shown(
  visit: ConsoleVisit,
  values: SettingValues,
  { faults = noFaults, sample, effect }: Extras,
): ConsoleShown {
  const { t } = visit;
  const { length, kinds } = complexityFields(values[complexityKey] ?? '');
  const preset = presetOf(values);
  const rules = [
    html`<p class="quiet">${t('security.presetText')}</p><div class="buttons">${presetNames.map((name) =>
      linkButton(
        t(`security.preset.${name}`),
        consoleUrl(visit, 'security', { preset: name }),
        name === preset ? 'first' : 'plain',
      ),
    )}</div>`,
    numberField({
      ...{ name: 'length', label: t('security.length'), hint: t('security.lengthHint'), faults },
      ...{ value: visit.form.get('length') ?? length, least: 1, most: 256 },
    }),
    ...settingFields(visit, [lengthField], values, faults),
    choicesField({
      ...{ name: 'kinds', label: t('security.kinds'), hint: t('security.kindsHint'), faults: noFaults },
      choices: kindChoices(visit),
      chosen: kinds,
    }),
    ...settingFields(visit, ruleFields, values, faults),
  ];
  const body = html`${securityTabs(visit, 'passwords')}
${formOf(
  visit,
  html`${faults['']?.map(badNote)}
${effect && effectPanel(visit, effect)}
${panel(t('security.rules'), rules)}
${panel(t('security.sampleTitle'), sample ?? sampleField(visit, undefined))}
${panel(t('security.life'), [...settingFields(visit, lifeFields, values, faults)])}
<div class="buttons">${choiceButton('do', 'preview', t('security.preview'), effect ? 'plain' : 'first')}</div>`,
)}`;
  return { title: t('security.title'), body, isRefused: faults !== noFaults };
}
