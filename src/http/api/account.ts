import { hostId } from '../../directory/organization.ts';
import { requireRecentSignIn } from '../../directory/step-up.ts';
import { object, text } from '../../json/shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { revokedHeader, revokedValue } from '../../operation/revoked-header.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { changePassword } from '../../password/change.ts';
import { confirmEmail, findLink, type ResetTools, resetPassword } from '../../password/reset.ts';
import type { ResetRequests } from '../../password/reset-requests.ts';
import { realmOfTenancy } from '../../password/tenancy.ts';
import { IdentityResult, succeeded } from './identity-result.ts';
import { stepUpNote } from './user.ts';

// The paths are those of the original; the bodies are ours, because nobody has published its.

const ChangeOwnPasswordCommand = object(
  'ChangeOwnPasswordCommand',
  { oldPassword: text(), newPassword: text() },
  { required: ['oldPassword', 'newPassword'] },
);
const ForgotPasswordCommand = object(
  'ForgotPasswordCommand',
  { tenancyName: text(), usernameOrEmailAddress: text() },
  { required: ['usernameOrEmailAddress'] },
);
const ResetPasswordCommand = object(
  'ResetPasswordCommand',
  { token: text(), newPassword: text() },
  { required: ['token', 'newPassword'] },
);
const ConfirmEmailCommand = object('ConfirmEmailCommand', { token: text() }, { required: ['token'] });

const tag = 'Account';
/** A name or a token. */
const shortBody = 8 * 1024;
/** Besides a token, a password of the greatest length, of characters of four bytes. What a stranger sends is kept short. */
const passwordBody = 32 * 1024;
const answer = { status: 200, shape: IdentityResult } as const;

interface AccountTools extends ResetTools {
  readonly resetRequests: ResetRequests;
}

/** What people do with their own account without being asked by a page. */
export const accountEndpoints = (tools: AccountTools): readonly Endpoint[] => [
  describeEndpoint({
    operationId: 'Account_ChangePassword',
    tag,
    summary: 'Changes the password of the person who calls, given the current one',
    description: stepUpNote,
    method: 'POST',
    path: '/api/Account/ChangePassword',
    access: 'password.changeOwn',
    hashes: true,
    body: ChangeOwnPasswordCommand,
    answer,
    headers: [revokedHeader],
    handle: async ({ permitted, body, traceId, clientIp, userAgent: browserInfo, signal, requireRight, header }) => {
      await requireRecentSignIn(tools.store, permitted.actor, permitted.actor.id, tools.now());
      const { ended } = await changePassword(tools, {
        ...{ permitted, userId: permitted.actor.id, traceId, clientIp, browserInfo, signal, requireRight },
        oldPassword: body.oldPassword ?? '',
        newPassword: body.newPassword ?? '',
      });
      header(revokedHeader, revokedValue(ended));
      return succeeded;
    },
  }),
  ...byLink(tools),
];

/** What the link in a mail opens; its token says for whom. */
const byLink = (tools: AccountTools): readonly Endpoint[] => [
  describeEndpoint({
    operationId: 'Account_ForgotPassword',
    tag,
    summary: 'Sends a person a link to set a new password',
    description: 'Answered before the person is looked up: the answer does not tell whether there is one.',
    method: 'POST',
    path: '/api/Account/ForgotPassword',
    access: 'anyone',
    cost: 'signIn',
    body: ForgotPasswordCommand,
    bodyLimit: shortBody,
    answer,
    handle: async ({ organization, body, traceId, clientIp, userAgent: browserInfo }) => {
      const userNameOrEmail = body.usernameOrEmailAddress ?? '';
      const ofUrl = organization.id === hostId ? undefined : organization.id;
      const realm = await realmOfTenancy(tools.store, body.tenancyName ?? '', ofUrl);
      tools.resetRequests.ask({ organization: realm, userNameOrEmail, traceId, clientIp, browserInfo });
      return succeeded;
    },
  }),
  describeEndpoint({
    operationId: 'Account_ResetPassword',
    tag,
    summary: 'Sets a new password with the token of a link or of an invitation',
    method: 'POST',
    path: '/api/Account/ResetPassword',
    access: 'anyone',
    hashes: true,
    body: ResetPasswordCommand,
    bodyLimit: passwordBody,
    answer,
    headers: [revokedHeader],
    handle: async ({ body, traceId, clientIp, userAgent: browserInfo, signal, header }) => {
      const token = body.token ?? '';
      const isInvitation = (await findLink(tools, token, 'UserInvitation')) !== undefined;
      const kind = isInvitation ? 'UserInvitation' : 'ForgotPassword';
      const request = { token, kind, newPassword: body.newPassword ?? '', traceId, clientIp, browserInfo } as const;
      header(revokedHeader, revokedValue((await resetPassword(tools, { ...request, signal })).ended));
      return succeeded;
    },
  }),
  describeEndpoint({
    operationId: 'Account_EmailConfirmation',
    tag,
    summary: 'Confirms an e-mail address with the token of a link',
    method: 'POST',
    path: '/api/Account/EmailConfirmation',
    access: 'anyone',
    body: ConfirmEmailCommand,
    bodyLimit: shortBody,
    answer,
    handle: async ({ body, traceId, clientIp }) => {
      await confirmEmail(tools, { token: body.token ?? '', traceId, clientIp });
      return succeeded;
    },
  }),
];

export const accountVocabulary: Vocabulary = {
  tags: {
    Account: "The caller's own account, and the links in mails.",
  },
  meanings: {
    tenancyName:
      'The name or the id of the organization, or of a tenant that is the only one of its name; `host` is the host.',
    usernameOrEmailAddress: 'The user name or the e-mail address of the person.',
  },
  examples: {
    bodies: {
      ChangeOwnPasswordCommand: { oldPassword: 'exp3cto-patronum', newPassword: 'lum0s-maxima-now' },
      ResetPasswordCommand: { token: 'the-token-of-the-link', newPassword: 'mischief-m4naged' },
      ConfirmEmailCommand: { token: 'the-token-of-the-link' },
    },
    members: {
      tenancyName: 'Hogwarts',
      usernameOrEmailAddress: 'harry.potter',
    },
  },
};
