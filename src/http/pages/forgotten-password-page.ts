import { type Faults, formOf, noFaults, submit, textField } from './fields.ts';
import { html } from './markup.ts';
import type { Page } from './page.ts';
import { type Answer, pageUrl, type Visit } from './visit.ts';

/** How long a link for a new password is good, as the mail says as well. */
const linkMinutes = 15;

/** `{prefix}/web/forgot-password`: whoever asks is told the same, whether there is such an account or not. */
export const forgottenPasswordPage: Page = {
  path: 'forgot-password',
  cost: 'signIn',
  show: async (visit) => (visit.query.has('sent') ? sent(visit) : form(visit, noFaults)),
  submit: async (visit, tools) => {
    const { form: fields, place, traceId, clientIp, t } = visit;
    const userNameOrEmail = fields.get('userName')?.trim() ?? '';
    if (userNameOrEmail === '') return form(visit, { userName: [t('field.required')] });
    const named = place?.id ?? fields.get('organization')?.trim() ?? '';
    const organization = named === '' ? 'default' : { named };
    tools.resetRequests.ask({ organization, userNameOrEmail, traceId, clientIp });
    return { location: pageUrl(visit, 'forgot-password', { sent: 'yes' }) };
  },
};

function form(visit: Visit, faults: Faults): Answer {
  const { t, place, form: fields, query } = visit;
  const organization = fields.get('organization') ?? query.get('organization') ?? '';
  const isRefused = Object.keys(faults).length > 0;
  const body = html`<p>${t('forgotten.text')}</p>
${formOf(
  visit,
  html`${
    !place &&
    textField({
      ...{ name: 'organization', label: t('field.organization'), hint: t('field.organizationHint'), faults },
      ...{ autocomplete: 'organization', value: organization, isOptional: true },
    })
  }
${textField({ name: 'userName', label: t('field.userName'), faults, autocomplete: 'username', isFirst: true })}
${submit(t('forgotten.submit'))}`,
)}
<p><a href="${pageUrl(visit, 'login')}">${t('forgotten.toSignIn')}</a></p>`;
  return { title: t('forgotten.title'), body, isRefused, status: isRefused ? 400 : 200 };
}

function sent(visit: Visit): Answer {
  const { t } = visit;
  const body = html`<p role="status">${t('forgotten.sent', { minutes: linkMinutes })}</p>
<p class="quiet">${t('forgotten.again')}</p>
<p><a href="${pageUrl(visit, 'login')}">${t('forgotten.toSignIn')}</a></p>`;
  return { title: t('forgotten.sentTitle'), body };
}
