import { linkLifetimeMs } from '../../password/account-link.ts';
import { isAddress, type SignInRealm } from '../../password/sign-in-account.ts';
import { type Faults, formOf, noFaults, submit, textField } from './fields.ts';
import { html } from './markup.ts';
import type { Page, PageTools } from './page.ts';
import { type PageAnswer, pageUrl, type Visit } from './visit.ts';
import { contextOf, signInUrl, wayBackOf } from './way-back.ts';

/** How long a link for a new password is good. */
const linkMinutes = linkLifetimeMs('ForgotPassword') / 60_000;

/** `{prefix}/web/forgot-password`: the answer is the same whether there is such an account or not. */
export const forgottenPasswordPage: Page = {
  path: 'forgot-password',
  cost: 'signIn',
  show: async (visit, tools) =>
    visit.query.has('sent') ? await sent(visit, tools) : await form(visit, tools, noFaults),
  submit: async (visit, tools) => {
    const { form: fields, traceId, clientIp, browserInfo, t } = visit;
    const userNameOrEmail = fields.get('userName')?.trim() ?? '';
    if (userNameOrEmail === '') return await form(visit, tools, { userName: [t('field.required')] });
    const organization = await realmOf(visit, tools, userNameOrEmail);
    if (organization === undefined) return await form(visit, tools, { organization: [t('forgotten.noOrganization')] });
    const wayBack = wayBackOf(visit, tools);
    tools.resetRequests.ask({ organization, userNameOrEmail, traceId, clientIp, browserInfo, wayBack });
    const said = organization === 'anywhere' ? 'anywhere' : 'yes';
    return { location: pageUrl(visit, 'forgot-password', { ...contextOf(visit), sent: said }) };
  },
};

/** Undefined when nothing says where to look for the name: then no mail is promised either. */
async function realmOf(
  { organization, form: fields }: Visit,
  { store }: PageTools,
  userNameOrEmail: string,
): Promise<SignInRealm | undefined> {
  if (organization) return { named: organization.id };
  const named = fields.get('organization')?.trim() ?? '';
  if (named !== '') return { named };
  if (isAddress(userNameOrEmail)) return 'anywhere';
  return (await store.organizations.howMany()) === 'one' ? 'default' : undefined;
}

async function form(visit: Visit, { store }: PageTools, faults: Faults): Promise<PageAnswer> {
  const { t, organization, form: fields, query } = visit;
  const named = fields.get('organization') ?? query.get('organization') ?? '';
  const typed = fields.get('userName') ?? query.get('login_hint') ?? '';
  const asks =
    !organization &&
    (query.has('organization') || fields.has('userName') || (await store.organizations.howMany()) !== 'one');
  const isRefused = Object.keys(faults).length > 0;
  const body = html`<p>${t('forgotten.text')}</p>
${organization && html`<p class="quiet">${t('forgotten.at', { organization: organization.name })}</p>`}
${formOf(
  visit,
  html`${
    asks &&
    textField({
      ...{ name: 'organization', label: t('field.organization'), hint: t('field.organizationHint'), faults },
      ...{ autocomplete: 'organization', value: named, isOptional: true },
    })
  }
${textField({ name: 'userName', label: t('field.userName'), faults, autocomplete: 'username', value: typed, isFirst: true })}
${submit(t('forgotten.submit'))}`,
)}
<p><a href="${signInUrl(visit)}">${t('forgotten.toSignIn')}</a></p>`;
  return { title: t('forgotten.title'), body, isRefused, status: isRefused ? 400 : 200 };
}

/** An address that several organizations know leads to none of them, and nothing may be promised. */
async function sent(visit: Visit, { store }: PageTools): Promise<PageAnswer> {
  const { t, organization, query } = visit;
  const isAnywhere = query.get('sent') === 'anywhere' && !organization;
  const isOnlyOne = !organization && (await store.organizations.howMany()) === 'one';
  const meant = isOnlyOne ? await store.organizations.findDefault() : organization;
  if (meant && !(await store.outbox.canSend(meant.id))) return withoutMail(visit);
  const another = pageUrl(visit, 'forgot-password', { ...contextOf(visit), organization: '' });
  const body = html`<p role="status">${t(isAnywhere ? 'forgotten.sentAnywhere' : 'forgotten.sent', { minutes: linkMinutes })}</p>
<p class="quiet">${t('forgotten.again')}</p>
${isAnywhere && html`<p><a href="${another}">${t('forgotten.elsewhere')}</a></p>`}
<p><a href="${signInUrl(visit)}">${t('forgotten.toSignIn')}</a></p>`;
  return { title: t('forgotten.sentTitle'), body };
}

/** Without a mail server nothing comes in time, whoever asks: to promise a link would let people wait for it. */
function withoutMail(visit: Visit): PageAnswer {
  const { t } = visit;
  const body = html`<p role="status">${t('forgotten.noMail')}</p>
<p><a href="${signInUrl(visit)}">${t('forgotten.toSignIn')}</a></p>`;
  return { title: t('forgotten.noMailTitle'), body };
}
