import type { Ended } from '../../directory/end-everything.ts';
import type { User } from '../../directory/user.ts';
import { GatehouseError } from '../../errors.ts';
import { personRules } from '../../password/person-rules.ts';
import { confirmEmail, findLink, resetPassword } from '../../password/reset.ts';
import { type Faults, formOf, noFaults, submit } from './fields.ts';
import { signInWithNewPassword } from './finish-sign-in.ts';
import { rememberDevice } from './known-device-cookie.ts';
import { html, type Markup } from './markup.ts';
import { newPasswordFaults, newPasswordFields, refusalFaults } from './new-password.ts';
import { badNote, endedCount } from './notice.ts';
import { ownerLine } from './owner-line.ts';
import type { Page, PageTools } from './page.ts';
import { type PageAnswer, pageUrl, type Visit } from './visit.ts';
import { contextOf, signInUrl } from './way-back.ts';

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
  intro: ({ t }) => html`<p>${t('invitation.text')}</p>`,
  submit: ({ t }) => t('invitation.submit'),
});

interface PasswordLinkPage {
  readonly path: string;
  readonly kind: 'ForgotPassword' | 'UserInvitation';
  readonly title: (visit: Visit) => string;
  readonly intro: (visit: Visit) => Markup | undefined;
  readonly submit: (visit: Visit) => string;
}

function passwordLinkPage(page: PasswordLinkPage): Page {
  return {
    path: page.path,
    takesTurn: true,
    owner: ({ query }, tools) => findLink(tools, query.get('token') ?? '', page.kind),
    show: async (visit, tools) =>
      visit.owner ? await passwordForm(visit, tools, page, visit.owner, noFaults) : dead(visit, page.kind),
    subject: ({ owner }) => owner,
    submit: async (visit, tools) =>
      visit.owner ? await setPassword(visit, tools, page, visit.owner) : dead(visit, page.kind),
  };
}

async function setPassword(visit: Visit, tools: PageTools, page: PasswordLinkPage, user: User): Promise<PageAnswer> {
  const { form, traceId, clientIp, browserInfo, signal } = visit;
  const newPassword = form.get('newPassword') ?? '';
  const faults = newPasswordFaults(visit, newPassword, form.get('repeatPassword') ?? '');
  if (Object.keys(faults).length > 0) return await passwordForm(visit, tools, page, user, faults);
  try {
    const origin = { traceId, clientIp, browserInfo, signal };
    const request = { token: tokenOf(visit), kind: page.kind, newPassword, ...origin };
    return await goOn(visit, tools, page, { ...(await resetPassword(tools, request)), newPassword });
  } catch (error) {
    if (isDeadLink(error)) return dead(visit, page.kind);
    const { policy } = await personRules(tools, user);
    return await passwordForm(visit, tools, page, user, refusalFaults(visit, policy, error));
  }
}

interface PasswordSet {
  readonly user: User;
  readonly ended: Ended;
  readonly wayBack: string | undefined;
  readonly newPassword: string;
}

/**
 * A person who asked for the link in this browser, or was invited, is signed in and continues. A link that was asked for
 * elsewhere signs nobody in: it leads to the sign-in page, filled in.
 */
async function goOn(visit: Visit, tools: PageTools, { kind }: PasswordLinkPage, set: PasswordSet): Promise<PageAnswer> {
  const { request, response } = visit;
  const { user, ended, newPassword } = set;
  rememberDevice(visit, tools, user);
  const isInvited = kind === 'UserInvitation';
  const begunHere = isInvited ? {} : tools.waysBack.read(request, set.wayBack);
  const returnUrl = begunHere?.returnUrl;
  // The link says nothing of the request that waits: what that asks of a sign-in holds for this one.
  const back = { ...visit, returnUrl, about: await tools.interactions.findInAnyBrowser(returnUrl) };
  const signedIn = begunHere && (await signInWithNewPassword(back, tools, user, newPassword));
  const count = endedCount(ended, 0);
  if (isInvited) tools.notices.put(response, { kind: signedIn ? 'invitationSignedIn' : 'invitationAccepted' });
  else tools.notices.put(response, { kind: signedIn ? 'passwordSet' : 'passwordReset', ended: count });
  return signedIn ?? { location: signInUrl(back, { userName: user.userName }) };
}

const isDeadLink = (error: unknown): boolean =>
  error instanceof GatehouseError &&
  error.failure.code === 'IdentityFailure' &&
  error.failure.errors.some(({ code }) => code === 'InvalidToken');

async function passwordForm(
  visit: Visit,
  tools: PageTools,
  page: PasswordLinkPage,
  user: User,
  faults: Faults,
): Promise<PageAnswer> {
  const rules = await personRules(tools, user);
  const isRefused = Object.keys(faults).length > 0;
  const body = html`${page.intro(visit)}
${ownerLine(visit, user)}
${faults['']?.map(badNote)}
${formOf(
  visit,
  html`<input hidden type="text" name="userName" autocomplete="username" value="${user.userName}">
${newPasswordFields(visit, rules, faults, true)}
${submit(page.submit(visit))}`,
  { keepsFields: true },
)}`;
  return { title: page.title(visit), body, isRefused, status: isRefused ? 400 : 200 };
}

/** The link was used, has expired, was superseded or made up: the page does not tell which. */
function dead(visit: Visit, kind: PasswordLinkPage['kind'] | 'EmailConfirmation'): PageAnswer {
  const { t } = visit;
  const said = { ForgotPassword: 'reset', UserInvitation: 'invitation', EmailConfirmation: 'confirmation' } as const;
  const body = html`<p>${t(`${said[kind]}.invalid`)}</p>
${kind === 'ForgotPassword' && html`<p><a class="button first" href="${pageUrl(visit, 'forgot-password', contextOf(visit))}">${t('reset.again')}</a></p>`}
${kind !== 'UserInvitation' && html`<p><a href="${signInUrl(visit)}">${t('forgotten.toSignIn')}</a></p>`}`;
  return { title: t('reset.invalidTitle'), body, status: 400 };
}

/** `{prefix}/web/confirm-email`: the address is the person's, because the mail was read there. */
export const confirmEmailPage: Page = {
  path: 'confirm-email',
  owner: ({ query }, tools) => findLink(tools, query.get('token') ?? '', 'EmailConfirmation'),
  show: async (visit) => {
    const { t, query, owner: user } = visit;
    if (query.has('done')) return confirmed(visit);
    if (!user) return dead(visit, 'EmailConfirmation');
    const body = html`<p>${t('confirmation.text', { email: user.email ?? '' })}</p>
${ownerLine(visit, user)}
${formOf(visit, submit(t('confirmation.submit')))}`;
    return { title: t('confirmation.title'), body };
  },
  submit: async (visit, tools) => {
    const { traceId, clientIp, request } = visit;
    try {
      const { user, wayBack } = await confirmEmail(tools, { token: tokenOf(visit), traceId, clientIp });
      const begunHere = tools.waysBack.read(request, wayBack);
      const known = { ...contextOf({ ...visit, returnUrl: begunHere?.returnUrl }), login_hint: user.userName };
      return { location: pageUrl(visit, 'confirm-email', { done: 'yes', ...known }) };
    } catch (error) {
      if (isDeadLink(error)) return dead(visit, 'EmailConfirmation');
      throw error;
    }
  },
};

function confirmed(visit: Visit): PageAnswer {
  const { t } = visit;
  const body = html`<p role="status">${t('confirmation.done')}</p>
<p><a class="button first" href="${signInUrl(visit, { userName: visit.query.get('login_hint') ?? undefined })}">${t('signIn.title')}</a></p>`;
  return { title: t('confirmation.doneTitle'), body };
}
