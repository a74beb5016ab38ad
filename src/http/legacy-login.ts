import { METHODS } from 'node:http';
import type { FastifyReply } from 'fastify';
import { type Authentication, amrOf } from '../directory/authentication.ts';
import type { User } from '../directory/user.ts';
import { GatehouseError } from '../errors.ts';
import type { SecondStepTools } from '../factor/second-step.ts';
import { signInWithCode } from '../factor/sign-in-with-code.ts';
import { hangUpSignal } from '../hang-up.ts';
import { readJson } from '../json/read.ts';
import { object, text } from '../json/shape.ts';
import { knowsPassword } from '../password/sign-in.ts';
import { realmOfTenancy } from '../password/tenancy.ts';
import { decodeBody, requireJson } from './body/media-type.ts';
import { entranceOf } from './entrance.ts';
import { noSuchAddress } from './no-such-address.ts';
import type { Route, RouteRequest } from './route.ts';
import { apiRefusalOf, refusalTexts, unprotected } from './sign-in-refusal.ts';

export interface LegacyLogin extends SecondStepTools {
  /** An access token for the person who just signed in. */
  readonly issue: (user: User, authentication: Authentication) => Promise<string>;
  /** Nobody may sign in: passwords would cross the network unprotected. */
  readonly isRefused: boolean;
}

const AuthenticateCommand = object('AuthenticateCommand', {
  tenancyName: text(),
  usernameOrEmailAddress: text(),
  password: text(),
  otp: text(),
});

/** Names, and a password of the greatest length with every character escaped. */
const bodyLimit = 32 * 1024;

/** Of what is wrong with a body, so much is said. */
const mostMessages = 5;

const path = '/api/account/authenticate';
const urls = [path, `/:organization${path}`, `/:organization/:tenant${path}`];

/**
 * The password login of older products: JSON in, an access token out, in an envelope of its own. It stands outside the
 * identity prefix, with an organization and a tenant in front or without.
 */
export function legacyLoginRoutes(login: LegacyLogin): readonly Route[] {
  return urls.map((url) => ({
    methods: METHODS,
    url,
    bodyLimit,
    cost: 'signIn',
    operation: 'Account_Authenticate',
    onRequest: async (request) => {
      // The same path below the identity prefix is not this one.
      if (entranceOf(request.raw).prefix !== '') throw noSuchAddress();
      if (request.method !== 'POST') throw new GatehouseError({ code: 'MethodNotAllowed', allow: ['POST'] });
    },
    handler: (request, reply) => handleLogin(login, request, reply),
  }));
}

async function handleLogin(login: LegacyLogin, request: RouteRequest, reply: FastifyReply): Promise<FastifyReply> {
  request.account.operation = 'Account_Authenticate';
  if (login.isRefused) return reply.status(403).send(failureEnvelope(unprotected, true));
  const command = readCommand(request);
  if (typeof command === 'string') return reply.status(400).send(failureEnvelope(command, false));
  const result = await signInWithCode(login, {
    organization: await realmOfTenancy(login.store, command.tenancyName ?? '', request.params.organization),
    userNameOrEmail: command.usernameOrEmailAddress ?? '',
    password: command.password ?? '',
    code: command.otp ?? '',
    channel: 'legacyLogin',
    traceId: request.trace.traceId,
    clientIp: request.ip,
    browserInfo: request.headers['user-agent'] ?? null,
    signal: hangUpSignal(reply.raw),
  });
  if (knowsPassword(result)) request.spent?.giveBack();
  if (result.outcome !== 'signedIn') {
    const reason = apiRefusalOf(result);
    request.account.failure = reason;
    return reply.status(401).send(failureEnvelope(refusalTexts[reason], true));
  }
  const { user, signedInAt: at, methods } = result;
  return reply.send(successEnvelope(await login.issue(user, { at, amr: amrOf(methods) })));
}

const messagesOf = (errors: readonly { readonly message: string }[]): string =>
  errors.map(({ message }) => message).join(' ');

/** What was sent, or what is wrong with it. */
function readCommand({ headers, body }: RouteRequest) {
  try {
    const contentType = requireJson(headers['content-type']);
    const read = readJson(decodeBody(body ?? Buffer.alloc(0), contentType), AuthenticateCommand);
    if (!read.ok) return messagesOf(read.errors.slice(0, mostMessages));
    return read.value ?? 'A non-empty request body is required.';
  } catch (error) {
    if (error instanceof GatehouseError && error.failure.code === 'UnsupportedMediaType') {
      return 'The request body must be JSON.';
    }
    throw error;
  }
}

function successEnvelope(token: string) {
  return { result: token, targetUrl: null, success: true, error: null, unAuthorizedRequest: false, __abp: true };
}

function failureEnvelope(message: string, unAuthorizedRequest: boolean) {
  const error = { code: 0, message, details: null, validationErrors: null };
  return { result: null, targetUrl: null, success: false, error, unAuthorizedRequest, __abp: true };
}
