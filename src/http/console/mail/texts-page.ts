import { readLogo } from '../../../directory/appearance/logo.ts';
import { messageTemplates, placeholders } from '../../../directory/message-template.ts';
import { type Faults, formOf, noFaults } from '../../pages/fields.ts';
import { html } from '../../pages/markup.ts';
import { badNote } from '../../pages/notice.ts';
import { confirmation } from '../confirmation.ts';
import { faultsOf, orFaults } from '../faults.ts';
import { areaField } from '../fields.ts';
import { textOf } from '../filled-field.ts';
import { typed } from '../form-values.ts';
import { type ConsolePage, type ConsoleShown, type ConsoleVisit, consoleUrl, done } from '../page.ts';
import { facts, linkButton, panel } from '../panels.ts';
import { readSettings } from '../setting-form.ts';
import { table } from '../table.ts';
import { mailTabs } from './tabs.ts';

interface Template {
  readonly id: number;
  readonly name: string;
  readonly value: string;
}

/** `{prefix}/web/admin/mail/texts`: the messages that are sent. */
export const mailTextsPage: ConsolePage = {
  path: 'mail/texts',
  area: 'mail',
  show: async (visit) => {
    const { t } = visit;
    const rows = table(visit, {
      caption: t('mail.texts'),
      rows: messageTemplates,
      columns: [
        { label: t('mail.kind'), cell: ({ id, name }) => html`<a href="${textUrl(visit, id)}">${name}</a>` },
        { label: t('mail.sent'), cell: ({ name }) => t(`mail.sent.${name}`) },
      ],
    });
    return { title: t('mail.title'), body: html`${mailTabs(visit, 'texts')}<section class="panel">${rows}</section>` };
  },
};

/** `{prefix}/web/admin/mail/texts/{id}`: one text, what may stand in it, and how it looks. */
export const mailTextPage: ConsolePage = {
  path: 'mail/texts/{id}',
  area: 'mail',
  formLimit: 512 * 1024,
  keeps: ['value'],
  filled: {
    fields: async (visit) => [textOf('value', visit.t('mail.html'), (await load(visit)).value)],
  },
  show: async (visit) => {
    const template = await load(visit);
    return shown(visit, template, typed(visit).get('value') ?? template.value, noFaults);
  },
  submit: async (visit, tools) => {
    const template = await load(visit);
    const value = visit.form.get('value') ?? '';
    return await orFaults(
      visit,
      async () => {
        await visit.call('MessageTemplate_UpdateTemplate', {
          parameters: { templateId: String(template.id) },
          body: { id: template.id, value },
        });
        return done(visit, tools, textUrl(visit, template.id), { key: 'console.saved' });
      },
      async (faults) => shown(visit, template, value, faults),
    );
  },
};

/** `{prefix}/web/admin/mail/texts/{id}/preview`: the mail itself with made-up values, for a frame of the page about it. */
export const mailPreviewPage: ConsolePage = {
  path: 'mail/texts/{id}/preview',
  area: 'mail',
  formLimit: 512 * 1024,
  show: async (visit) => ({ preview: await preview(visit, null) }),
  submit: async (visit) => {
    try {
      return { preview: await preview(visit, visit.form.get('value')) };
    } catch (error) {
      const faults = faultsOf(visit, error);
      if (!faults) throw error;
      const lines = Object.values(faults)
        .flat()
        .map((text) => html`<p>${text}</p>`);
      return {
        preview: String(html`<!doctype html><html lang="en"><title>${visit.t('mail.preview')}</title>${lines}</html>`),
      };
    }
  },
};

/** `{prefix}/web/admin/mail/texts/{id}/reset`: asks before the text of the organization is forgotten. */
export const mailTextResetPage: ConsolePage = {
  path: 'mail/texts/{id}/reset',
  area: 'mail',
  show: async (visit) => {
    const { t } = visit;
    const { id, name } = await load(visit);
    const back = textUrl(visit, id);
    return confirmation(visit, {
      ...{
        title: t('mail.textResetTitle', { name }),
        text: t('mail.textResetText'),
        button: t('mail.textReset'),
        back,
      },
      trail: trailTo(visit),
    });
  },
  submit: async (visit, tools) => {
    const { id } = await load(visit);
    await visit.call('MessageTemplate_UpdateTemplate', {
      parameters: { templateId: String(id) },
      body: { id, value: null },
    });
    return done(visit, tools, textUrl(visit, id), { key: 'mail.textResetDone' });
  },
};

const trailTo = (visit: ConsoleVisit): NonNullable<ConsoleShown['trail']> => [
  [visit.t('mail.title'), consoleUrl(visit, 'mail')],
  [visit.t('mail.texts'), consoleUrl(visit, 'mail/texts')],
];

const textUrl = (visit: ConsoleVisit, id: number) => consoleUrl(visit, `mail/texts/${id}`);

const load = async (visit: ConsoleVisit): Promise<Template> =>
  await visit.call<Template>('MessageTemplate_GetTemplate_By_Id', {
    parameters: { templateId: visit.parameters.id ?? '' },
  });

async function preview(visit: ConsoleVisit, value: string | null): Promise<string> {
  const shownMail = await visit.call<{ readonly html: string }>('MessageTemplate_Preview', {
    parameters: { templateId: visit.parameters.id ?? '' },
    body: { value },
  });
  const { 'Branding.Logo': logo } = await readSettings(visit, ['Branding.Logo']);
  return readLogo(logo) ? shownMail.html.replaceAll('cid:logo', logo ?? '') : shownMail.html;
}

function shown(visit: ConsoleVisit, { id, name }: Template, value: string, faults: Faults): ConsoleShown {
  const { t } = visit;
  const previewUrl = consoleUrl(visit, `mail/texts/${id}/preview`);
  const body = html`${faults['']?.map(badNote)}
${panel(
  t('mail.text'),
  formOf(
    visit,
    html`<p class="quiet">${t(`mail.sent.${name}` as never)} ${t('mail.textHint')}</p>
${areaField({ name: 'value', label: t('mail.html'), faults, value, rows: 16 })}
<div class="buttons"><button class="button first" type="submit">${t('mail.save')}</button>
<button class="button" type="submit" formaction="${previewUrl}" formtarget="preview">${t('mail.preview')}</button>
${linkButton(t('mail.textReset'), consoleUrl(visit, `mail/texts/${id}/reset`), 'grave')}</div>`,
  ),
)}
${panel(t('mail.preview'), html`<iframe class="preview" name="preview" title="${t('mail.preview')}" src="${previewUrl}"></iframe>`)}
${panel(t('mail.placeholders'), facts(placeholders.map((one) => [`{{${one}}}`, t(`mail.placeholder.${one}`)])))}`;
  return { title: name, body, trail: trailTo(visit), hasPreview: true, isRefused: faults !== noFaults };
}
