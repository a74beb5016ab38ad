import { accentOf } from '../../../directory/appearance/accent.ts';
import { readLogo } from '../../../directory/appearance/logo.ts';
import { passwordField, submit, textField } from '../../pages/fields.ts';
import { layout } from '../../pages/layout.ts';
import { html } from '../../pages/markup.ts';
import type { Visit } from '../../pages/visit.ts';
import type { ConsolePage, ConsoleVisit } from '../page.ts';
import { readSettings } from '../setting-form.ts';

/** `{prefix}/web/admin/brand/sign-in`: the sign-in page as it would look, for a frame of the page about it. */
export const signInPreview: ConsolePage = {
  path: 'brand/sign-in',
  area: 'brand',
  show: async (visit) => {
    const { t, query, organization } = visit;
    const { 'Branding.Logo': stored } = await readSettings(visit, ['Branding.Logo']);
    const logo = readLogo(stored);
    const accent = query.get('accent') ?? undefined;
    const name = (query.get('name') ?? '').trim().slice(0, 128) || organization.name;
    const look: Visit['look'] = {
      ...visit.look,
      ...{ organization, name, accent: accentOf(accent) },
      logo: logo && `brand/${organization.id}/logo-${logo.digest}`,
      isOurs: false,
    };
    const page = { title: t('signIn.titleAt', { organization: name }), body: form(visit) };
    const stranger: Visit = { ...visit, look, user: undefined, session: undefined, notice: undefined };
    return { preview: String(layout(stranger, page)) };
  },
};

const form = (visit: ConsoleVisit) => {
  const { t } = visit;
  return html`<form class="stack">
${textField({ name: 'userName', label: t('field.userName'), faults: {}, autocomplete: 'off' })}
${passwordField(visit, { name: 'password', label: t('field.password'), faults: {}, autocomplete: 'current-password' })}
<div class="buttons">${submit(t('signIn.submit'))}</div>
</form>`;
};
