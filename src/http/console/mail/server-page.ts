import { cursorIfFirst, type Faults, formOf, noFaults, submit, textField } from '../../pages/fields.ts';
import { html, type Markup } from '../../pages/markup.ts';
import { badNote, plainNote } from '../../pages/notice.ts';
import { confirmation } from '../confirmation.ts';
import { selectField } from '../fields.ts';
import { textOf } from '../filled-field.ts';
import { type ConsolePage, type ConsoleShown, type ConsoleVisit, consoleUrl, done, type FilledField } from '../page.ts';
import { linkButton, panel } from '../panels.ts';
import { changes, orSettingFaults, readSettings, type SettingValues, saveSettings } from '../setting-form.ts';
import { warningWithoutMail } from './can-mail.ts';
import { mailTabs } from './tabs.ts';
import { testPanel, testResult } from './test-mail.ts';

const members = {
  host: 'Email.Smtp.Host',
  port: 'Email.Smtp.Port',
  encryption: 'Email.Smtp.EnableSsl',
  user: 'Email.Smtp.UserName',
  password: 'Email.Smtp.Password',
  fromEmail: 'Email.Smtp.FromEmail',
  fromName: 'Email.Smtp.FromDisplayName',
} as const;
type Member = keyof typeof members;
const names = Object.keys(members) as Member[];
const keys = Object.values(members);
const isOfWay = (name: string): boolean => ['host', 'port', 'encryption', 'user'].includes(name);
const places = Object.fromEntries(names.map((name) => [members[name], name]));

/** `{prefix}/web/admin/mail`: through which server mail is sent, and whether that works. */
export const mailServerPage: ConsolePage = {
  path: 'mail',
  area: 'mail',
  keeps: names.filter((name) => name !== 'password'),
  filled: {
    fields: async (visit) => fieldsOf(visit, await readSettings(visit, keys)),
    stores: (form) => form.get('do') !== 'test',
    // The password goes when the server is reached otherwise, and is shown to nobody.
    undo: (form, changed) => (form.get('password') || changed.some(isOfWay) ? undefined : []),
  },
  show: async (visit) => {
    const kept = visit.query.has('host') ? sent({ ...visit, form: visit.query }) : {};
    return shown(visit, { ...(await readSettings(visit, keys)), ...kept }, noFaults, testPanel(visit));
  },
  submit: async (visit, tools) => {
    const stored = await readSettings(visit, keys);
    if (visit.form.get('do') === 'test') return shown(visit, stored, noFaults, await testResult(visit));
    const wanted = sent(visit);
    return await orSettingFaults(
      visit,
      places,
      async () => {
        await saveSettings(visit, keys, changes(stored, wanted));
        return done(visit, tools, consoleUrl(visit, 'mail'), { key: 'console.saved' });
      },
      async (faults) => shown(visit, { ...stored, ...wanted }, faults, testPanel(visit)),
    );
  },
};

const fieldsOf = ({ t }: ConsoleVisit, values: SettingValues): readonly FilledField[] =>
  names
    .filter((name) => name !== 'password')
    .map((name) => {
      const [label, value = ''] = [t(`mail.${name}` as never), values[members[name]]];
      if (name !== 'encryption') return textOf(name, label, value);
      const texts = { true: t('mail.encrypted'), false: t('mail.opportunistic') } as const;
      const read = ([one]: readonly string[]) => texts[one as keyof typeof texts] ?? '';
      return { name, label, values: [encryptionOf(value)], text: read };
    });

const encryptionOf = (value: string): string => value.toLowerCase() || 'true';

/** An empty password leaves the one that is stored. */
const sent = ({ form }: Pick<ConsoleVisit, 'form'>): SettingValues =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = form.get(name) ?? '';
      return name === 'password' && value === '' ? [] : [[members[name], name === 'password' ? value : value.trim()]];
    }),
  );

async function shown(visit: ConsoleVisit, values: SettingValues, faults: Faults, test: Markup): Promise<ConsoleShown> {
  const { t } = visit;
  const value = (name: Member) => values[members[name]] ?? '';
  const field = (name: Member, isOptional = true, hint?: string) =>
    textField({
      ...{ name, label: t(`mail.${name}` as never), faults, autocomplete: 'off', value: value(name), isOptional },
      ...(hint !== undefined && { hint }),
    });
  const hasOwn = value('host') !== '';
  const settings = [
    html`<p class="quiet">${t('mail.serverText')}</p>`,
    field('host', false),
    field('port'),
    selectField({
      ...{
        name: 'encryption',
        label: t('mail.encryption'),
        faults,
        value: encryptionOf(value('encryption')),
      },
      choices: [
        { value: 'true', text: t('mail.encrypted') },
        { value: 'false', text: t('mail.opportunistic') },
      ],
    }),
    field('user', true, t('mail.userHint')),
    password(visit, value('password') !== '', faults),
    field('fromEmail', false),
    field('fromName'),
    html`<div class="buttons">${submit(t('mail.save'))}${hasOwn && linkButton(t('mail.reset'), consoleUrl(visit, 'mail/reset'), 'grave')}</div>`,
  ];
  const body = html`${mailTabs(visit, 'server')}
${faults['']?.map(badNote)}
${!hasOwn && ((await warningWithoutMail(visit)) ?? plainNote(t('mail.inherited')))}
${panel(t('mail.server'), formOf(visit, html`${settings}`))}
${panel(t('mail.test'), test)}`;
  return { title: t('mail.title'), body, isRefused: faults !== noFaults };
}

/** What is stored is not shown; a field that is empty leaves it. */
function password({ t }: ConsoleVisit, isStored: boolean, faults: Faults): Markup {
  const hint = t(isStored ? 'mail.passwordStored' : 'mail.passwordHint');
  return html`<div class="field"><label for="password">${t('mail.password')}</label><p class="hint" id="password-hint">${hint}</p>
<input id="password" name="password" type="password" autocomplete="new-password" aria-describedby="password-hint"${'password' in faults && html` aria-invalid="true"`}${cursorIfFirst('password', faults)}>${faults.password?.map(badNote)}</div>`;
}

/** `{prefix}/web/admin/mail/reset`: asks before the mail server of the organization is forgotten. */
export const mailResetPage: ConsolePage = {
  path: 'mail/reset',
  area: 'mail',
  show: async (visit) => {
    const { t } = visit;
    const { 'Email.Smtp.Host': host = '' } = await readSettings(visit, [members.host]);
    return confirmation(visit, {
      title: t('mail.resetTitle', { host }),
      text: t('mail.resetText'),
      button: t('mail.reset'),
      back: consoleUrl(visit, 'mail'),
      trail: [[t('mail.title'), consoleUrl(visit, 'mail')]],
    });
  },
  submit: async (visit, tools) => {
    const body = { partitionGlobalId: visit.organization.id, keys: ['Email.Smtp'] };
    await visit.call('Setting_DeleteSettings', { body });
    return done(visit, tools, consoleUrl(visit, 'mail'), { key: 'mail.resetDone' });
  },
};
