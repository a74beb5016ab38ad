import type { OwnPath } from '../../directory/own-path.ts';
import { permitVisitor } from '../../directory/permission.ts';
import type { User } from '../../directory/user.ts';
import { GatehouseError } from '../../errors.ts';
import { changePassword } from '../../password/change.ts';
import { personRules } from '../../password/person-rules.ts';
import { waysOf } from './factor-form.ts';
import { type Faults, formOf, noFaults, passwordField, submit } from './fields.ts';
import { orSignInLater } from './finish-sign-in.ts';
import { rememberDevice } from './known-device-cookie.ts';
import { html } from './markup.ts';
import { newPasswordFaults, newPasswordFields, refusalFaults } from './new-password.ts';
import { badNote, endedCount } from './notice.ts';
import { ownerLine } from './owner-line.ts';
import { type Page, type PageTools, requireSession, signInFirst, stepUpFirst } from './page.ts';
import type { PendingChange } from './pending-change.ts';
import { type MemberVisit, type PageAnswer, pageUrl, type Visit } from './visit.ts';
import { signInUrl } from './way-back.ts';

/** Whose password is changed, and whether nothing else is allowed before. */
interface Subject {
  readonly user: User;
  readonly pending: PendingChange | undefined;
}

/**
 * `{prefix}/web/change-password`: for a person who is signed in, who says the present password again, and for one who has
 * just said it to sign in and has to change it first.
 */
export const changePasswordPage: Page = {
  path: 'change-password',
  takesTurn: true,
  isPersonal: ({ owner }) => owner === undefined,
  owner: async ({ request, query }, { pendingChanges, store }) => {
    const pending = pendingChanges.read(request, query.get('change'));
    const waiting = pending && (await store.users.find(pending.user));
    return waiting?.isActive && waiting.tokenEpoch === pending?.epoch ? waiting : undefined;
  },
  show: async (visit, tools) => {
    const subject = subjectOf(visit, tools);
    if (!subject) return toSignIn(visit, tools);
    return (await factorFirst(visit, tools, subject)) ?? (await form(visit, tools, subject, noFaults));
  },
  subject: (visit, tools) => subjectOf(visit, tools)?.user,
  submit: async (visit, tools) => {
    const subject = subjectOf(visit, tools);
    if (!subject) return toSignIn(visit, tools);
    const elsewhere = await factorFirst(visit, tools, subject);
    if (elsewhere) return elsewhere;
    const done = await change(visit, tools, subject);
    return typeof done === 'string' ? { location: done } : await form(visit, tools, subject, done);
  },
};

function subjectOf({ request, query, user, owner }: Visit, { pendingChanges }: PageTools): Subject | undefined {
  if (owner) return { user: owner, pending: pendingChanges.read(request, query.get('change')) };
  return user && !query.has('change') ? { user, pending: undefined } : undefined;
}

/** The page asks for the password itself; a person who has a second factor proves that one as well, if the last time was too long ago. */
async function factorFirst(
  visit: Visit,
  tools: PageTools,
  { user, pending }: Subject,
): Promise<PageAnswer | undefined> {
  if (pending || (await waysOf(tools, user)).kinds.length === 0) return undefined;
  return await stepUpFirst(visit as MemberVisit, tools);
}

const toSignIn = (visit: Visit, tools: PageTools): PageAnswer =>
  visit.query.has('change') ? { location: tooLate(visit, tools) } : signInFirst(visit, tools);

function tooLate(visit: Visit, { notices }: PageTools): OwnPath {
  notices.put(visit.response, { kind: 'changeOverdue' });
  return signInUrl(visit, { userName: visit.query.get('login_hint') ?? undefined });
}

/** Returns what is wrong, or where to continue. */
async function change(visit: Visit, tools: PageTools, subject: Subject): Promise<Faults | OwnPath> {
  const { form: fields, traceId, clientIp, browserInfo, signal } = visit;
  const { user, pending } = subject;
  const oldPassword = pending ?? fields.get('currentPassword') ?? '';
  const newPassword = fields.get('newPassword') ?? '';
  const own = newPasswordFaults(visit, newPassword, fields.get('repeatPassword') ?? '');
  const faults = oldPassword === '' ? { currentPassword: [visit.t('field.required')], ...own } : own;
  if (Object.keys(faults).length > 0) return faults;
  const permitted = permitVisitor(user, 'password.changeOwn');
  const request = { permitted, userId: user.id, oldPassword, newPassword };
  try {
    const { user: changed, ended } = await changePassword(tools, {
      ...request,
      ...{ traceId, clientIp, browserInfo, signal },
      requireRight: () => requireSession(visit, tools),
    });
    tools.notices.put(visit.response, { kind: 'passwordChanged', ended: endedCount(ended, pending ? 0 : 1) });
    return await goOn(visit, tools, { ...subject, user: changed });
  } catch (error) {
    if (pending && isOvertaken(error)) return tooLate(visit, tools);
    return refusalFaults(visit, (await personRules(tools, user)).policy, error);
  }
}

/** The password that was proved is not the password any more. */
const isOvertaken = (error: unknown): boolean =>
  error instanceof GatehouseError &&
  error.failure.code === 'IdentityFailure' &&
  error.failure.errors.some(({ code }) => code === 'ConcurrencyFailure');

/** Every session ended with the old password, so this browser gets a new one. */
async function goOn(visit: Visit, tools: PageTools, { user, pending }: Subject): Promise<OwnPath> {
  const { request, response, clientIp } = visit;
  rememberDevice(visit, tools, user);
  const returnUrl = pending && visit.returnUrl;
  const isKept = pending ? pending.isKept : visit.session?.isKept === true;
  const methods = (pending ?? visit.session)?.methods ?? ['password'];
  const facts = { at: tools.now(), clientIp, returnUrl, isKept, methods };
  const going = tools.interactions.completeSignIn(request, response, user, facts);
  const next = await orSignInLater(visit, user.userName, going);
  return next ?? pageUrl(visit, pending ? 'account' : 'change-password');
}

const reasons = {
  required: 'change.forcedRequired',
  firstSignIn: 'change.forcedFirst',
  expired: 'change.forcedExpired',
  breached: 'change.forcedBreached',
} as const;

async function form(visit: Visit, tools: PageTools, { user, pending }: Subject, faults: Faults): Promise<PageAnswer> {
  const { t } = visit;
  const isRefused = Object.keys(faults).length > 0;
  const reason = pending && reasons[pending.reason];
  const current = { label: t('field.currentPassword'), autocomplete: 'current-password', isFirst: true } as const;
  const body = html`<p>${t(reason ?? 'change.text')}</p>
${pending && ownerLine(visit, user)}
${faults['']?.map(badNote)}
${formOf(
  visit,
  html`<input hidden type="text" name="userName" autocomplete="username" value="${user.userName}">
${!pending && passwordField(visit, { name: 'currentPassword', faults, ...current })}
${newPasswordFields(visit, await personRules(tools, user), faults, pending !== undefined)}
<div class="buttons">${submit(t('change.submit'))}</div>`,
  { keepsFields: true },
)}`;
  const title = t(pending ? 'change.forcedTitle' : 'change.title');
  const status = isRefused ? 400 : 200;
  if (pending) return { title, body, isRefused, status };
  return { title, body: html`<section class="panel narrow">${body}</section>`, isRefused, status, menu: 'password' };
}
