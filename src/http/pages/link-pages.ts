import type { User } from '../../directory/user.ts';
import { GatehouseError } from '../../errors.ts';
import { confirmEmail, findLink, resetPassword } from '../../password/reset.ts';
import { passwordRules } from '../../password/rules.ts';
import { type Faults, formOf, noFaults, submit } from './fields.ts';
import { rememberDevice } from './known-device-cookie.ts';
import { html, type Markup } from './markup.ts';
import { newPasswordFaults, newPasswordFields, refusalFaults } from './new-password.ts';
import { badNote, endedCount } from './notice.ts';
import type { Page, PageTools } from './page.ts';
import { type Answer, pageUrl, type Visit } from './visit.ts';

// The pages that links in mails open. Looking at one does not use the link up: mail scanners look at links, too.

const tokenOf = ({ query }: Visit): string => query.get('token') ?? '';

/** `{prefix}/web/reset`: a new password for a person who forgot the old one. */
export const resetPage: Page = passwordLinkPage({
  path: 'reset',
  kind: 'ForgotPassword',
  title: ({ t }) => t('reset.title'),
  intro: () => undefined,
  submit: ({ t }) => t('reset.submit'),
});

/** `{prefix}/web/invitation`: the first password of an account. */
export const invitationPage: Page = passwordLinkPage({
  path: 'invitation',
  kind: 'UserInvitation',
  title: ({ t, look }) => t('invitation.title', { organization: look.name }),
  intro: ({ t }, { userName }) => html`<p>${t('invitation.text', { user: userName })}</p>`,
  submit: ({ t }) => t('invitation.submit'),
});

interface PasswordLinkPage {
  readonly path: string;
  readonly kind: 'ForgotPassword' | 'UserInvitation';
  readonly title: (visit: Visit) => string;
  readonly intro: (visit: Visit, user: User) => Markup | undefined;
  readonly submit: (visit: Visit) => string;
}

function passwordLinkPage(page: PasswordLinkPage): Page {
  const withUser = async (visit: Visit, tools: PageTools, work: (user: User) => Promise<Answer>): Promise<Answer> => {
    const user = await findLink(tools, tokenOf(visit), page.kind);
    return user ? await work(user) : dead(visit, page.kind);
  };
  return {
    path: page.path,
    hashes: true,
    show: (visit, tools) => withUser(visit, tools, (user) => passwordForm(visit, tools, page, user, noFaults)),
    submit: (visit, tools) => withUser(visit, tools, (user) => setPassword(visit, tools, page, user)),
  };
}

async function setPassword(visit: Visit, tools: PageTools, page: PasswordLinkPage, user: User): Promise<Answer> {
  const { form, traceId, clientIp, signal, response } = visit;
  const newPassword = form.get('newPassword') ?? '';
  const faults = newPasswordFaults(visit, newPassword, form.get('repeatPassword') ?? '');
  if (Object.keys(faults).length > 0) return await passwordForm(visit, tools, page, user, faults);
  try {
    const request = { token: tokenOf(visit), kind: page.kind, newPassword, traceId, clientIp, signal };
    const { user: owner, ended } = await resetPassword(tools, request);
    rememberDevice(visit, tools, owner);
    const isReset = page.kind === 'ForgotPassword';
    tools.notices.put(
      response,
      isReset ? { kind: 'passwordReset', ended: endedCount(ended, 0) } : { kind: 'invitationAccepted' },
    );
    return { location: pageUrl(visit, 'login') };
  } catch (error) {
    if (isDeadLink(error)) return dead(visit, page.kind);
    const { policy } = await rulesOf(tools, user);
    return await passwordForm(visit, tools, page, user, refusalFaults(visit, policy, error));
  }
}

const isDeadLink = (error: unknown): boolean =>
  error instanceof GatehouseError &&
  error.failure.code === 'IdentityFailure' &&
  error.failure.errors.some(({ code }) => code === 'InvalidToken');

const rulesOf = async ({ store }: PageTools, { organizationId }: User) =>
  passwordRules(await store.settings.inForce(organizationId));

async function passwordForm(
  visit: Visit,
  tools: PageTools,
  page: PasswordLinkPage,
  user: User,
  faults: Faults,
): Promise<Answer> {
  const { policy } = await rulesOf(tools, user);
  const isRefused = Object.keys(faults).length > 0;
  const body = html`${page.intro(visit, user)}
${faults['']?.map(badNote)}
${formOf(
  visit,
  html`<input hidden type="text" name="userName" autocomplete="username" value="${user.userName}">
${newPasswordFields(visit, policy, faults, true)}
${submit(page.submit(visit))}`,
)}`;
  return { title: page.title(visit), body, isRefused, status: isRefused ? 400 : 200 };
}

/** Used, expired, superseded or made up: which of these it was is nobody's business. */
function dead(visit: Visit, kind: PasswordLinkPage['kind'] | 'EmailConfirmation'): Answer {
  const { t } = visit;
  const body =
    kind === 'UserInvitation'
      ? html`<p>${t('invitation.invalid')}</p>`
      : html`<p>${t('reset.invalid')}</p>
${kind === 'ForgotPassword' && html`<p><a class="button first" href="${pageUrl(visit, 'forgot-password')}">${t('reset.again')}</a></p>`}
<p><a href="${pageUrl(visit, 'login')}">${t('forgotten.toSignIn')}</a></p>`;
  return { title: t('reset.invalidTitle'), body, status: 400 };
}

/** `{prefix}/web/confirm-email`: the address is the person's, because the mail was read there. */
export const confirmEmailPage: Page = {
  path: 'confirm-email',
  show: async (visit, tools) => {
    const { t, query } = visit;
    if (query.has('done')) return confirmed(visit);
    const user = await findLink(tools, tokenOf(visit), 'EmailConfirmation');
    if (!user) return dead(visit, 'EmailConfirmation');
    const body = html`<p>${t('confirmation.text', { email: user.email ?? '' })}</p>
${formOf(visit, submit(t('confirmation.submit')))}`;
    return { title: t('confirmation.title'), body };
  },
  submit: async (visit, tools) => {
    const { traceId, clientIp } = visit;
    try {
      await confirmEmail(tools, { token: tokenOf(visit), traceId, clientIp });
    } catch (error) {
      if (isDeadLink(error)) return dead(visit, 'EmailConfirmation');
      throw error;
    }
    return { location: pageUrl(visit, 'confirm-email', { done: 'yes' }) };
  },
};

function confirmed(visit: Visit): Answer {
  const { t } = visit;
  const body = html`<p role="status">${t('confirmation.done')}</p>
<p><a class="button first" href="${pageUrl(visit, 'login')}">${t('signIn.title')}</a></p>`;
  return { title: t('confirmation.doneTitle'), body };
}
