import { type Failure, type IdentityError, storeRetrySeconds } from '../errors.ts';

/** An answer that says why a request was refused. An undefined body is an empty one. */
export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export type ProblemTypes = 'rfc7231' | 'rfc9110';

type ProblemStatus = 400 | 403 | 404 | 409 | 413 | 415 | 429 | 500 | 503;

/** Title, and the section of RFC 7231 or RFC 9110 that `type` points to; too many requests stand in RFC 6585. */
const problems: Readonly<Record<ProblemStatus, readonly [title: string, rfc7231: string, rfc9110: string]>> = {
  400: ['Bad Request', '6.5.1', '15.5.1'],
  403: ['Forbidden', '6.5.3', '15.5.4'],
  404: ['Not Found', '6.5.4', '15.5.5'],
  409: ['Conflict', '6.5.8', '15.5.10'],
  413: ['Payload Too Large', '6.5.11', '15.5.14'],
  415: ['Unsupported Media Type', '6.5.13', '15.5.16'],
  429: ['Too Many Requests', '4', '4'],
  500: ['An error occurred while processing your request.', '6.6.1', '15.6.1'],
  503: ['Service Unavailable', '6.6.4', '15.6.4'],
};

const problemJson = { 'content-type': 'application/problem+json; charset=utf-8' };
const json = { 'content-type': 'application/json; charset=utf-8' };

/** Of what is wrong with a long request, so many things are said, and so many characters of each. */
const most = { errors: 200, characters: 4000 };

/** The answer that clients of the External API know for a failure: some have a form of their own. */
export function problemOf(failure: Failure, types: ProblemTypes, traceParent: string): ProblemAnswer {
  switch (failure.code) {
    case 'IdentityFailure':
      return { status: 400, headers: json, body: { succeeded: false, errors: firstOf(failure.errors) } };
    case 'BulkFailure': {
      const result = { succeeded: false, errors: firstOf(failure.errors) };
      return { status: 400, headers: json, body: { result, users: [], ...result } };
    }
    case 'ServiceError':
      return { status: failure.status, headers: json, body: serviceError(failure.status, shortened(failure.message)) };
    case 'ValidationFailed':
      return {
        status: 400,
        headers: problemJson,
        body: validationProblem(firstTexts(failure.errors), types, traceParent),
      };
    case 'Unauthenticated':
      return { status: 401, headers: { 'www-authenticate': failure.challenge } };
    case 'SignInRefused': {
      const errors = [{ code: failure.code, description: failure.detail }];
      return { status: 401, headers: json, body: { succeeded: false, errors } };
    }
    case 'ScopeMissing':
      return { status: 403, headers: json, body: { errorMessage: scopeMessage(failure.granted, failure.accepted) } };
    case 'MethodNotAllowed':
      return { status: 405, headers: { allow: failure.allow.join(', ') } };
    case 'Cancelled':
      return { status: 499, headers: {} };
    default: {
      const { status, detail, retryAfterSeconds } = plainProblem(failure);
      const retryAfter = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
      const body = problemDetails(status, types, traceParent, detail);
      return { status, headers: { ...problemJson, ...retryAfter }, body };
    }
  }
}

/** The failures that are answered with problem details (RFC 9457) and nothing else. */
type PlainFailure = Exclude<
  Failure,
  {
    readonly code:
      | 'IdentityFailure'
      | 'BulkFailure'
      | 'ServiceError'
      | 'ValidationFailed'
      | 'Unauthenticated'
      | 'SignInRefused'
      | 'ScopeMissing'
      | 'MethodNotAllowed'
      | 'Cancelled';
  }
>;

interface PlainProblem {
  readonly status: ProblemStatus;
  readonly detail?: string | undefined;
  readonly retryAfterSeconds?: number;
}

function plainProblem(failure: PlainFailure): PlainProblem {
  switch (failure.code) {
    case 'BadRequest':
      return { status: 400, detail: failure.detail };
    case 'InvalidPartition':
      return { status: 400, detail: 'InvalidPartition: the URL names another organization than the request.' };
    case 'Forbidden':
      return { status: 403, detail: failure.detail };
    case 'NotFound':
      return { status: 404, detail: failure.detail };
    case 'Conflict':
      return { status: 409, detail: failure.detail };
    case 'PayloadTooLarge':
      return { status: 413 };
    case 'UnsupportedMediaType':
      return { status: 415 };
    case 'TooManyRequests': {
      const { retryAfterSeconds } = failure;
      return { status: 429, detail: 'This was asked for too often. Try again later.', retryAfterSeconds };
    }
    case 'Internal':
      return { status: 500 };
    case 'Overloaded': {
      const { retryAfterSeconds } = failure;
      return { status: 503, detail: 'The server is busy. Try again later.', retryAfterSeconds };
    }
    case 'Unavailable':
      return {
        status: 503,
        detail: unavailableText(failure),
        retryAfterSeconds: storeRetrySeconds,
      };
  }
}

const unavailableText = ({ reason }: Extract<Failure, { readonly code: 'Unavailable' }>): string =>
  reason === 'uncertain'
    ? 'Look whether the change was kept when the store is available again, before you try again.'
    : 'The store is not available. Try again later.';

/** Most clients print `message`, so a detail is repeated there. */
function problemDetails(status: ProblemStatus, types: ProblemTypes, traceId: string, detail?: string) {
  const [title] = problems[status];
  const said = detail && shortened(detail);
  const readable = said === undefined ? {} : { detail: said, message: said };
  return { type: typeUri(status, types), title, status, ...readable, traceId };
}

function validationProblem(errors: Readonly<Record<string, readonly string[]>>, types: ProblemTypes, traceId: string) {
  const title = 'One or more validation errors occurred.';
  return { errors, type: typeUri(400, types), title, status: 400, traceId };
}

const shortened = (text: string): string =>
  text.length <= most.characters ? text : `${text.slice(0, most.characters).toWellFormed()}…`;

const firstOf = (errors: readonly IdentityError[]): readonly IdentityError[] =>
  errors.slice(0, most.errors).map(({ code, description }) => ({ code, description: shortened(description) }));

function firstTexts(errors: Readonly<Record<string, readonly string[]>>): Record<string, readonly string[]> {
  let left = most.errors;
  const first = Object.entries(errors).map(([key, texts]) => {
    const said = texts.slice(0, Math.max(0, left)).map(shortened);
    left -= texts.length;
    return [shortened(key), said] as const;
  });
  return Object.fromEntries(first.filter(([, texts]) => texts.length > 0));
}

const serviceError = (status: 400 | 404, message: string) => ({
  StatusCode: status,
  StatusDescription: status === 400 ? 'BadRequest' : 'NotFound',
  Message: message,
});

function typeUri(status: ProblemStatus, types: ProblemTypes): string {
  const [, rfc7231, rfc9110] = problems[status];
  if (status === 429) return 'https://tools.ietf.org/html/rfc6585#section-4';
  return `https://tools.ietf.org/html/${types}#section-${types === 'rfc7231' ? rfc7231 : rfc9110}`;
}

function scopeMessage(granted: readonly string[], accepted: readonly string[]): string {
  const expected = accepted.map((scope) => `'${scope}'`).join(' or ');
  return `Scope(s) '${granted.join(',')}' is(are) invalid. Expect to have ${expected}. `;
}
