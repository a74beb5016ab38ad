import { type Faults, formOf, noFaults, submit } from '../../pages/fields.ts';
import { html } from '../../pages/markup.ts';
import { badNote } from '../../pages/notice.ts';
import { type ConsolePage, type ConsoleVisit, consoleUrl, done } from '../page.ts';
import { panel } from '../panels.ts';
import {
  changes,
  filledSettings,
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
import { securityTabs } from './tabs.ts';

const lockOut: readonly SettingField[] = [
  { key: 'Auth.UserLockOut.IsEnabled' },
  { key: 'Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout', range: [1, 1_000_000] },
  { key: 'Auth.UserLockOut.DefaultAccountLockoutSeconds', range: [1, 100_000_000] },
  { key: 'Auth.UserLockOut.PerSource' },
];
const sessions: readonly SettingField[] = [
  { key: 'Auth.Session.IdleTimeoutEnabled' },
  { key: 'Auth.Session.IdleTimeoutMinutes', range: [1, 1_000_000] },
  { key: 'Auth.Session.KeepSignedInDays', range: [0, 1000] },
  { key: 'Auth.Session.LimitConcurrentSessions' },
];
const ways: readonly SettingField[] = [
  { key: 'Auth.RequireConfirmedEmail' },
  { key: 'Auth.RestrictBasicAuthentication' },
  { key: 'Auth.CommandLineClient.Enabled' },
];
const tokens: readonly SettingField[] = [
  { key: 'Auth.PersonalAccessToken.Enabled' },
  { key: 'Auth.PersonalAccessToken.MaxLifespanDays', range: [1, 1800] },
  { key: 'Auth.PersonalAccessToken.MaxTokensPerUser', range: [1, 50] },
  { key: 'Auth.PersonalAccessToken.RevokeOnPasswordChange' },
];
const groups = { lockOut, sessions, ways, tokens } as const;
const all = Object.values(groups).flat();
const keys = all.map(({ key }) => key);

/** `{prefix}/web/admin/security/sign-in`: what guessing costs, how long sessions last, and which ways in there are. */
export const signInRulesPage: ConsolePage = {
  path: 'security/sign-in',
  area: 'security',
  keeps: keys,
  filled: { fields: async (visit) => filledSettings(visit, all, await readWithLevel(visit, keys)) },
  show: async (visit) => shown(visit, { ...(await readSettings(visit, keys)), ...kept(visit) }, noFaults),
  submit: async (visit, tools) => {
    const wanted = sentValues(visit, all);
    return await orSettingFaults(
      visit,
      placesOf(all),
      async () => {
        await saveSettings(visit, keys, changes(await readSettings(visit, keys), wanted));
        return done(visit, tools, consoleUrl(visit, 'security/sign-in'), { key: 'console.saved' });
      },
      async (faults) => shown(visit, wanted, faults),
    );
  },
};

/** What was in the form before the person had to sign in again: then every number is there. */
const kept = (visit: ConsoleVisit): SettingValues =>
  visit.query.has('Auth.Session.KeepSignedInDays') ? sentValues({ ...visit, form: visit.query }, all) : {};

function shown(visit: ConsoleVisit, values: SettingValues, faults: Faults) {
  const { t } = visit;
  const names = Object.keys(groups) as (keyof typeof groups)[];
  const body = html`${securityTabs(visit, 'signIn')}
${formOf(
  visit,
  html`${faults['']?.map(badNote)}
${names.map((name) => panel(t(`security.${name}`), [...settingFields(visit, groups[name], values, faults)]))}
<div class="buttons">${submit(t('security.save'))}</div>`,
)}`;
  return { title: t('security.title'), body, isRefused: faults !== noFaults };
}
