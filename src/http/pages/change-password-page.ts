import type { OwnPath } from '../../directory/own-path.ts';
import { permitVisitor } from '../../directory/permission.ts';
import type { User } from '../../directory/user.ts';
import { changePassword } from '../../password/change.ts';
import type { PasswordPolicy } from '../../password/policy.ts';
import { passwordRules } from '../../password/rules.ts';
import { type Faults, formOf, noFaults, passwordField, submit } from './fields.ts';
import { type FormTarget, redirectOrigins } from './form-targets.ts';
import { rememberDevice } from './known-device-cookie.ts';
import { html } from './markup.ts';
import { newPasswordFaults, newPasswordFields, refusalFaults } from './new-password.ts';
import { badNote, endedCount } from './notice.ts';
import { type Page, type PageTools, signInFirst } from './page.ts';
import type { PendingChange } from './pending-change.ts';
import { type Answer, pageUrl, type Visit } from './visit.ts';

/** Whose password is changed, and whether nothing else is allowed before. */
interface Subject {
  readonly user: User;
  readonly pending: PendingChange | undefined;
}

/**
 * `{prefix}/web/change-password`: for a person who is signed in, and for one who has to change the password before
 * being signed in. Both say the present password again.
 */
export const changePasswordPage: Page = {
  path: 'change-password',
  hashes: true,
  show: async (visit, tools) => {
    const subject = await subjectOf(visit, tools);
    return subject ? await form(visit, tools, subject, noFaults) : signInFirst(visit);
  },
  submit: async (visit, tools) => {
    const subject = await subjectOf(visit, tools);
    if (!subject) return tooLate(visit, tools);
    const done = await change(visit, tools, subject);
    return typeof done === 'string' ? { location: done } : await form(visit, tools, subject, done);
  },
};

async function subjectOf({ request, user }: Visit, { pendingChanges, store }: PageTools): Promise<Subject | undefined> {
  if (user) return { user, pending: undefined };
  const pending = pendingChanges.read(request);
  const waiting = pending && (await store.users.find(pending.user));
  return waiting?.isActive ? { user: waiting, pending } : undefined;
}

function tooLate(visit: Visit, { notices }: PageTools): Answer {
  notices.put(visit.response, { kind: 'changeOverdue' });
  return { location: pageUrl(visit, 'login') };
}

/** Answers what is wrong, or where to go on. */
async function change(visit: Visit, tools: PageTools, subject: Subject): Promise<Faults | OwnPath> {
  const { form: fields, traceId, clientIp, browserInfo, signal } = visit;
  const oldPassword = fields.get('currentPassword') ?? '';
  const newPassword = fields.get('newPassword') ?? '';
  const own = newPasswordFaults(visit, newPassword, fields.get('repeatPassword') ?? '');
  const faults = oldPassword === '' ? { currentPassword: [visit.t('field.required')], ...own } : own;
  if (Object.keys(faults).length > 0) return faults;
  const { user } = subject;
  const permitted = permitVisitor(user, 'password.changeOwn');
  const request = { permitted, userId: user.id, oldPassword, newPassword };
  try {
    const { user: changed, ended } = await changePassword(tools, {
      ...request,
      ...{ traceId, clientIp, browserInfo, signal },
    });
    tools.notices.put(visit.response, { kind: 'passwordChanged', ended: endedCount(ended, subject.pending ? 0 : 1) });
    return await goOn(visit, tools, { ...subject, user: changed });
  } catch (error) {
    return refusalFaults(visit, await policyOf(tools, user), error);
  }
}

/** Every session ended with the old password, so this browser gets a new one. */
async function goOn(visit: Visit, tools: PageTools, { user, pending }: Subject): Promise<OwnPath> {
  const { request, response, clientIp } = visit;
  rememberDevice(visit, tools, user);
  const returnUrl = pending && visit.returnUrl;
  if (pending) tools.pendingChanges.forget(response);
  const facts = { at: tools.now(), clientIp, returnUrl };
  const next = await tools.interactions.completeSignIn(request, response, user, facts);
  return next ?? pageUrl(visit, pending ? 'account' : 'change-password');
}

/** The form may lead to the application that waits for the person. */
async function targetsOf({ interaction }: Visit, tools: PageTools): Promise<readonly FormTarget[]> {
  return interaction ? await redirectOrigins(tools, interaction.application.id) : [];
}

async function policyOf({ store }: PageTools, { organizationId }: User): Promise<PasswordPolicy> {
  return passwordRules(await store.settings.inForce(organizationId)).policy;
}

async function form(visit: Visit, tools: PageTools, { user, pending }: Subject, faults: Faults): Promise<Answer> {
  const { t } = visit;
  const isRefused = Object.keys(faults).length > 0;
  const reason = pending && (pending.reason === 'expired' ? 'change.forcedExpired' : 'change.forcedFirst');
  const body = html`<p>${t(reason ?? 'change.text')}</p>
${faults['']?.map(badNote)}
${formOf(
  visit,
  html`<input hidden type="text" name="userName" autocomplete="username" value="${user.userName}">
${passwordField(visit, { name: 'currentPassword', label: t('field.currentPassword'), faults, autocomplete: 'current-password', isFirst: true })}
${newPasswordFields(visit, await policyOf(tools, user), faults)}
<div class="buttons">${submit(t('change.submit'))}</div>`,
)}`;
  const title = t(pending ? 'change.forcedTitle' : 'change.title');
  const status = isRefused ? 400 : 200;
  if (pending) return { title, body, isRefused, status, formTargets: await targetsOf(visit, tools) };
  return { title, body: html`<section class="panel narrow">${body}</section>`, isRefused, status, menu: 'password' };
}
