import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Method } from '../../directory/factor.ts';
import { hostId } from '../../directory/organization.ts';
import type { Permitted } from '../../directory/permission.ts';
import { requireRecentProof } from '../../directory/step-up.ts';
import { badRequest, forbidden, GatehouseError } from '../../errors.ts';
import type { SecondStepTools } from '../../factor/second-step.ts';
import { signInWithCode } from '../../factor/sign-in-with-code.ts';
import { boolean, object, text } from '../../json/shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { knowsPassword } from '../../password/sign-in.ts';
import { realmOfTenancy } from '../../password/tenancy.ts';
import type { Antiforgery } from '../antiforgery.ts';
import { apiRefusalOf, refusalTexts, unprotected } from '../sign-in-refusal.ts';
import { IdentityResult, succeeded } from './identity-result.ts';

const LoginCommand = object(
  'LoginCommand',
  {
    partitionName: text(),
    tenant: text(),
    tenancyName: text(),
    usernameOrEmail: text(),
    password: text(),
    otp: text(),
    rememberLogin: boolean({ nullable: true }),
  },
  { required: ['usernameOrEmail', 'password'] },
);

/** Names, and a password of the greatest length with every character escaped. */
const bodyLimit = 32 * 1024;

export interface InstallationTools extends SecondStepTools {
  readonly antiforgery: Antiforgery;
  /** Nobody may sign in: passwords would cross the network unprotected. */
  readonly isSignInRefused: boolean;
  readonly sessions: {
    start(
      request: IncomingMessage,
      response: ServerResponse,
      user: { readonly organizationId: string; readonly id: string; readonly tokenEpoch: number },
      facts: { readonly at: number; readonly clientIp: string; readonly methods: readonly Method[] },
    ): Promise<unknown>;
  };
  readonly issueInstallationToken: (permitted: Permitted<'installationToken.issue'>) => Promise<string>;
}

/** How an installer gets a token for registering its clients: it signs an administrator of the host in, without a page. */
export const installationEndpoints = (tools: InstallationTools): readonly Endpoint[] => [
  describeEndpoint({
    operationId: 'Antiforgery_Generate',
    tag: 'Account',
    summary: 'Hands out the antiforgery cookies that `Account/Login` asks for',
    description: 'The value of `XSRF-TOKEN-IS` goes into the header `X-XSRF-TOKEN`, within an hour.',
    method: 'GET',
    path: '/api/antiforgery/generate',
    access: 'anyone',
    answer: { status: 200, shape: IdentityResult },
    handle: async ({ response }) => {
      tools.antiforgery.generate(response);
      return succeeded;
    },
  }),
  signingIn(tools),
  describeEndpoint({
    operationId: 'Account_ClientAccessToken',
    tag: 'Account',
    summary: 'Gives an installation token, with which clients are registered for two hours',
    description:
      'To a person who has signed in, or proved it again, no longer ago than `Auth.SecondFactor.StepUpMinutes`, with a second ' +
      'factor if there is one; else the answer is 401 with the challenge `insufficient_user_authentication` (RFC 9470).',
    method: 'GET',
    path: '/api/Account/ClientAccessToken',
    access: 'installationToken.issue',
    answer: { status: 200, text: 'The token, and nothing else.' },
    handle: async ({ permitted }) => {
      const { actor } = permitted;
      if (actor.type === 'user') await requireRecentProof(tools.store, actor, tools.now());
      return await tools.issueInstallationToken(permitted);
    },
  }),
];

const signingIn = (tools: InstallationTools): Endpoint =>
  describeEndpoint({
    operationId: 'Account_Login',
    tag: 'Account',
    summary: 'Signs a person in with a session cookie, as the sign-in page does',
    description:
      'Takes the header `X-XSRF-TOKEN` and the cookies of `antiforgery/generate`. A password that has to be changed is refused: ' +
      'the page asks for another one. A person with a second factor adds a code as `otp`.',
    method: 'POST',
    path: '/api/Account/Login',
    access: 'anyone',
    cost: 'signIn',
    hashes: true,
    body: LoginCommand,
    bodyLimit,
    answer: { status: 200, shape: IdentityResult },
    refusals: ['SignInRefused', 'Forbidden'],
    handle: async ({ body, organization, request, response, spent, traceId, clientIp, userAgent, signal }) => {
      if (tools.isSignInRefused) throw forbidden(unprotected);
      if (!tools.antiforgery.isGenuine(request)) throw badRequest(forged);
      const named = [body.partitionName, body.tenant, body.tenancyName].find((name) => name?.trim()) ?? '';
      const ofUrl = organization.id === hostId ? undefined : organization.id;
      const result = await signInWithCode(tools, {
        organization: await realmOfTenancy(tools.store, named, ofUrl),
        userNameOrEmail: body.usernameOrEmail ?? '',
        password: body.password ?? '',
        code: body.otp ?? '',
        channel: 'apiLogin',
        ...{ traceId, clientIp, browserInfo: userAgent, signal },
      });
      if (knowsPassword(result)) spent?.giveBack();
      if (result.outcome !== 'signedIn') {
        throw new GatehouseError({ code: 'SignInRefused', detail: refusalTexts[apiRefusalOf(result)] });
      }
      await tools.sessions.start(request, response, result.user, {
        at: result.signedInAt,
        clientIp,
        methods: result.methods,
      });
      return succeeded;
    },
  });

const forged = 'The antiforgery token is missing, wrong or over: ask antiforgery/generate for another one.';

export const installationVocabulary: Vocabulary = {
  meanings: {
    'LoginCommand.partitionName':
      'Where the person belongs: `host`, an organization, or a tenant that is the only one of its name.',
    'LoginCommand.tenancyName': 'The same as `partitionName`.',
    'LoginCommand.tenant': 'The same as `partitionName`.',
    usernameOrEmail: 'The user name or the e-mail address of the person.',
    otp: 'A code of the app of a person who has a second factor, or a recovery code.',
    rememberLogin: 'Read and ignored: a sign-in without a page is not remembered.',
  },
  examples: {
    bodies: {
      LoginCommand: { partitionName: 'host', usernameOrEmail: 'minerva.mcgonagall', password: 'example-password' },
    },
  },
};
