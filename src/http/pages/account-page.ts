import { preferencesOf } from '../../directory/appearance.ts';
import { permitVisitor } from '../../directory/permission.ts';
import { writePreferences } from '../../setting/preferences.ts';
import { keepChosenLanguage } from './chosen-language.ts';
import { formOf, submit } from './fields.ts';
import { languages, languageTags, spoken } from './language.ts';
import { html, type Markup } from './markup.ts';
import { memberPage, type PageTools } from './page.ts';
import { dueNote } from './security-page.ts';
import { type MemberVisit, pageUrl, personName } from './visit.ts';

/** `{prefix}/web/account`: who the person is here, and what the person likes. */
export const accountPage = memberPage({
  path: 'account',
  keeps: ['language', 'theme'],
  show: async (visit, tools) => {
    const { t, user, look } = visit;
    const body = html`${await dueNote(visit, tools)}
<p class="quiet">${t('account.text', { organization: look.organization?.name ?? look.name })}</p>
<section class="panel">
<h2>${t('account.about')}</h2>
${profile(visit)}
<p class="small quiet">${t('account.administrators')}</p>
</section>
<section class="panel narrow">
<h2>${t('account.preferences')}</h2>
${await preferences(visit, tools)}
</section>`;
    return { title: t('account.greeting', { user: personName(user) }), body, menu: 'account' };
  },
  submit: async (visit, { store, notices, cookieScope }) => {
    const { form, user, response, traceId, clientIp } = visit;
    const kept = await preferencesOf(store.settings, user);
    const chosen = (name: string, allowed: readonly (string | undefined)[]) =>
      allowed.find((value) => value !== undefined && value === form.get(name));
    const language = chosen('language', [...languageTags, kept.language]);
    const theme = chosen('theme', themes);
    const permitted = permitVisitor(user, 'setting.write');
    await writePreferences(store, { permitted, at: visit.now, traceId, clientIp }, { language, theme });
    const tag = spoken(language ?? '');
    keepChosenLanguage(response, cookieScope, tag && { tag });
    notices.put(response, { kind: 'preferencesSaved' });
    return { location: pageUrl(visit, 'account') };
  },
});

const themes = ['light', 'dark', 'dark-hc'] as const;

function profile({ t, user }: MemberVisit): Markup {
  const email = user.email
    ? html`${user.email} ${confirmation(t(user.emailConfirmed ? 'account.confirmed' : 'account.unconfirmed'), user.emailConfirmed)}`
    : t('account.noEmail');
  const facts: readonly (readonly [string, Markup | string | null])[] = [
    [t('field.displayName'), user.displayName],
    [t('field.firstName'), user.name],
    [t('field.lastName'), user.surname],
    [t('account.userName'), user.userName],
    [t('field.email'), email],
  ];
  const known = facts.filter(([, value]) => value);
  return html`<dl class="facts">${known.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}

const confirmation = (text: string, isConfirmed: boolean): Markup =>
  html`<span class="badge ${isConfirmed ? '' : 'off'}">${text}</span>`;

async function preferences(visit: MemberVisit, { store }: PageTools): Promise<Markup> {
  const { t, user } = visit;
  const { language, theme } = await preferencesOf(store.settings, user);
  // Other clients may have stored a language that the pages do not speak. It is kept.
  const isForeign = language !== undefined && !languageTags.some((tag) => tag === language);
  const names = languageTags.map((tag) => [tag, languages[tag]['language.name']] as const);
  const foreign = isForeign ? [[language, language] as const] : [];
  const looks = [
    ['light', t('account.themeLight')],
    ['dark', t('account.themeDark')],
    ['dark-hc', t('account.themeContrast')],
  ] as const;
  return formOf(
    visit,
    html`${choice('language', t('field.language'), [['', t('account.browserLanguage')], ...names, ...foreign], language)}
${choice('theme', t('field.theme'), [['', t('account.themeSystem')], ...looks], theme)}
<div class="buttons">${submit(t('page.save'))}</div>`,
  );
}

function choice(
  name: string,
  label: string,
  options: readonly (readonly [value: string, text: string])[],
  chosen: string | undefined,
): Markup {
  return html`<div class="field"><label for="${name}">${label}</label><select id="${name}" name="${name}">${options.map(
    ([value, text]) => html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`,
  )}</select></div>`;
}
