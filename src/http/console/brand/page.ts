import { accentOf } from '../../../directory/appearance/accent.ts';
import { checkField, cursorIfFirst, type Faults, faultOf, formOf, noFaults, textField } from '../../pages/fields.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { badNote } from '../../pages/notice.ts';
import { textOf } from '../filled-field.ts';
import { type ConsolePage, type ConsoleShown, type ConsoleVisit, consoleUrl, done, type FilledField } from '../page.ts';
import { panel } from '../panels.ts';
import {
  changes,
  inheritedBy,
  orSettingFaults,
  readSettings,
  readWithLevel,
  type SettingsRead,
  type SettingValues,
  saveSettings,
} from '../setting-form.ts';
import { brandKeys, wantedBrand } from './brand.ts';

const places = { 'Branding.DisplayName': 'name', 'Branding.AccentColor': 'accent', 'Branding.Logo': 'logo' } as const;

/** `{prefix}/web/admin/brand`: name, logo and colour, and how the sign-in page and a mail look with them. */
export const brandPage: ConsolePage = {
  path: 'brand',
  area: 'brand',
  takesFiles: 'dataUrl',
  formLimit: 512 * 1024,
  keeps: ['name', 'accent'],
  filled: {
    fields: async (visit) => fieldsOf(visit, await readWithLevel(visit, brandKeys)),
    stores: (form) => form.get('do') !== 'preview',
    // What was there before fits into no form.
    undo: (_, changed) => (changed.includes('logo') ? undefined : []),
  },
  show: async (visit) => {
    const stored = await readSettings(visit, brandKeys);
    const kept = visit.query.has('accent') ? wantedBrand(visit.query, stored) : {};
    return shown(visit, { ...stored, ...kept }, noFaults);
  },
  submit: async (visit, tools) => {
    const stored = await readSettings(visit, brandKeys);
    const wanted = wantedBrand(visit.form, stored);
    if (visit.form.get('do') === 'preview') {
      return shown(visit, { ...wanted, 'Branding.Logo': stored['Branding.Logo'] ?? '' }, noFaults);
    }
    return await orSettingFaults(
      visit,
      places,
      async () => {
        await saveSettings(visit, brandKeys, changes(stored, wanted));
        return done(visit, tools, consoleUrl(visit, 'brand'), { key: 'console.saved' });
      },
      async (faults) => shown(visit, { ...wanted, 'Branding.Logo': stored['Branding.Logo'] ?? '' }, faults),
    );
  },
};

const fieldsOf = ({ t }: ConsoleVisit, { values, inherited }: SettingsRead): readonly FilledField[] => [
  {
    ...textOf('name', t('brand.name'), values['Branding.DisplayName']),
    ...inheritedBy(inherited, 'Branding.DisplayName'),
  },
  {
    ...textOf('accent', t('brand.accent'), accentOf(values['Branding.AccentColor'])),
    ...inheritedBy(inherited, 'Branding.AccentColor'),
  },
  {
    ...{ name: 'logo', label: t('brand.logo'), values: [values['Branding.Logo'] ?? ''] },
    sent: (form) => [wantedBrand(form, values)['Branding.Logo'] ?? ''],
    text: ([logo]) => (logo === undefined ? t('console.off') : `${Math.ceil(logo.length / 1366)} KiB`),
  },
];

function shown(visit: ConsoleVisit, values: SettingValues, faults: Faults): ConsoleShown {
  const { t, address, organization } = visit;
  const name = values['Branding.DisplayName'] ?? '';
  const accent = accentOf(values['Branding.AccentColor']);
  const live = html` hx-post="${address}" hx-trigger="input delay:300ms" hx-vals="${JSON.stringify({ do: 'preview' })}" hx-target="#preview" hx-select="#preview" hx-swap="outerHTML"`;
  const fields = [
    html`<div class="stack"${live}>
${textField({ name: 'name', label: t('brand.name'), hint: t('brand.nameHint', { name: organization.name }), faults, autocomplete: 'off', value: name, isOptional: true })}
<div class="field"><label for="accent">${t('brand.accent')}</label><p class="hint" id="accent-hint">${t('brand.accentHint')}</p>
<input id="accent" name="accent" type="color" value="${accent}" aria-describedby="accent-hint">${faultOf('accent', faults)}</div>
</div>`,
    logoFields(visit, values['Branding.Logo'] ?? '', faults),
  ];
  const body = html`${formOf(
    visit,
    html`${faults['']?.map(badNote)}
${panel(t('brand.title'), fields)}
<div class="buttons"><button class="button first" type="submit">${t('brand.save')}</button><button class="button" type="submit" name="do" value="preview">${t('brand.preview')}</button></div>`,
    { hasFiles: true },
  )}
<div id="preview" class="stack">${previews(visit, { name, accent })}</div>`;
  return { title: t('brand.title'), body, hasPreview: true, isRefused: faults !== noFaults };
}

function logoFields({ t }: ConsoleVisit, logo: string, faults: Faults): Markup {
  const isFaulty = 'logo' in faults;
  return html`<div class="field"><label for="logo">${t('brand.logo')}</label><p class="hint" id="logo-hint">${t('brand.logoHint')}</p>
<input id="logo" name="logo" type="file" accept="image/png,image/jpeg,image/webp" aria-describedby="logo-hint${isFaulty && ' logo-fault'}"${isFaulty && html` aria-invalid="true"`}${cursorIfFirst('logo', faults)}>${faultOf('logo', faults)}</div>
${logo && checkField({ name: 'removeLogo', label: t('brand.removeLogo'), hint: t('brand.removeLogoHint'), isChecked: false })}`;
}

function previews(visit: ConsoleVisit, query: { readonly name: string; readonly accent: string }): Markup {
  const { t } = visit;
  const framedPage = (title: string, page: string, given: Readonly<Record<string, string>>) =>
    panel(title, html`<iframe class="preview" title="${title}" src="${consoleUrl(visit, page, given)}"></iframe>`);
  return html`${framedPage(t('brand.signIn'), 'brand/sign-in', query)}
${framedPage(t('brand.mail'), 'mail/texts/2/preview', {})}`;
}
