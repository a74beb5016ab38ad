/**
 * The one schema of everything that refuses. The forms on the wire differ by what refuses, and clients cannot know
 * beforehand which one comes; so nothing is required, and more members than these may be there.
 */
export const refusalSchema = {
  type: 'object',
  additionalProperties: true,
  description:
    'Why a request was refused. What is wrong with the request comes with `title` and `errors` by member; what an operation ' +
    'on an account refuses with `succeeded` and a list of `errors`; a scope that is missing with `errorMessage`; what the ' +
    'directory does not find with `StatusCode` and `Message`; everything else with `title` and `detail`. A member that a form does not have is absent.',
  properties: {
    type: { type: 'string', description: 'A URI that stands for the status.' },
    title: { type: 'string', description: 'The status in words.' },
    status: { type: 'integer', format: 'int32', description: 'The status of the answer.' },
    detail: { type: 'string', description: 'What was refused, as a sentence.' },
    message: { type: 'string', description: 'The same as `detail`.' },
    traceId: { type: 'string', description: 'Under which the log of the server has the request.' },
    succeeded: { type: 'boolean', description: 'Always false.' },
    errors: {
      description:
        'Of a request that cannot be read, an object: name of a member or a parameter → list of sentences. Of an operation on ' +
        'an account, a list of objects with `code` and `description`.',
    },
    errorMessage: { type: 'string', description: 'Which scopes the token has, and which of them would be enough.' },
    StatusCode: { type: 'integer', format: 'int32', description: 'The status, where the directory refuses.' },
    StatusDescription: { type: 'string', description: 'The name of that status.' },
  },
} as const;

const problem = (status: number, section: string, title: string, detail: string) => ({
  type: `https://tools.ietf.org/html/${section}`,
  ...{ title, status, detail, message: detail, traceId: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00' },
});

interface NamedResponse {
  readonly status: number;
  readonly description: string;
  readonly headers?: Readonly<Record<string, object>>;
  /**
   * What its body is sent as; where two forms are possible, JSON is both: of two, clients by oapi-codegen read neither, because
   * they compare them to the letter, parameters and all. Absent: there is no body.
   */
  readonly mediaType?: 'application/json' | 'application/problem+json';
  readonly examples?: Readonly<Record<string, object>>;
}

const problemJson = 'application/problem+json';
const retryAfter = {
  'Retry-After': { description: 'After how many seconds it is worth another try.', schema: { type: 'integer' } },
};

/** Every way to be refused, under its name in the document. */
export const refusals = {
  BadRequest: {
    status: 400,
    description: 'The request cannot be read, or the operation refuses it.',
    mediaType: 'application/json',
    examples: {
      unreadable: {
        errors: { userId: ["The value 'x y' is not valid."] },
        type: 'https://tools.ietf.org/html/rfc7231#section-6.5.1',
        title: 'One or more validation errors occurred.',
        status: 400,
        traceId: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00',
      },
      refused: { succeeded: false, errors: [{ code: 'PasswordMismatch', description: 'Incorrect password.' }] },
    },
  },
  Unauthorized: {
    status: 401,
    description: 'No token, or a bad one.',
    headers: { 'WWW-Authenticate': { description: 'What is wrong with the token.', schema: { type: 'string' } } },
  },
  SignInRefused: {
    status: 401,
    description: 'The name or the password is wrong, or nothing lets the person in.',
    mediaType: 'application/json',
    examples: {
      wrong: {
        succeeded: false,
        errors: [{ code: 'SignInRefused', description: 'Invalid credentials, failed to login.' }],
      },
    },
  },
  Forbidden: {
    status: 403,
    description: 'The scope or the right is missing, or it belongs to another organization.',
    mediaType: 'application/json',
    examples: {
      scope: {
        errorMessage: "Scope(s) 'PM.Group' is(are) invalid. Expect to have 'PM.User' or 'PM.User.Write'. ",
      },
    },
  },
  NotFound: {
    status: 404,
    description: 'There is no such thing.',
    mediaType: problemJson,
    examples: { unknown: problem(404, 'rfc7231#section-6.5.4', 'Not Found', 'The entity was not found.') },
  },
  NotResolved: {
    status: 404,
    description: 'Nobody has the id or the name.',
    mediaType: 'application/json',
    examples: {
      unknown: { StatusCode: 404, StatusDescription: 'NotFound', Message: 'Cannot resolve users=[luna] in CIS' },
    },
  },
  Conflict: {
    status: 409,
    description: 'It contradicts what is there: a name or an id is taken, or something still depends on it.',
    mediaType: problemJson,
    examples: {
      taken: problem(409, 'rfc7231#section-6.5.8', 'Conflict', 'A group with this name already exists.'),
    },
  },
  ContentTooLarge: { status: 413, description: 'The body is larger than `x-body-limit`.', mediaType: problemJson },
  UnsupportedMediaType: { status: 415, description: 'The body is not sent as JSON.', mediaType: problemJson },
  TooManyRequests: {
    status: 429,
    description: 'This was asked for too often. Nothing was changed.',
    headers: retryAfter,
    mediaType: problemJson,
  },
  InternalServerError: {
    status: 500,
    description: 'A fault of the server, which its log tells of.',
    mediaType: problemJson,
  },
  ServiceUnavailable: {
    status: 503,
    description: 'The server cannot take it now. Nothing was changed.',
    headers: retryAfter,
    mediaType: problemJson,
  },
} as const satisfies Readonly<Record<string, NamedResponse>>;

export type RefusalName = keyof typeof refusals;

const refusalReference = { $ref: '#/components/schemas/Refusal' };

const exampleOf = (examples: NamedResponse['examples'] = {}) =>
  Object.keys(examples).length === 0
    ? {}
    : { examples: Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }])) };

/** The refusals as named responses of the document. */
export const refusalResponses: Readonly<Record<string, object>> = Object.fromEntries(
  Object.entries<NamedResponse>(refusals).map(([name, { status: _, mediaType, examples, ...rest }]) => [
    name,
    {
      ...rest,
      ...(mediaType ? { content: { [mediaType]: { schema: refusalReference, ...exampleOf(examples) } } } : {}),
    },
  ]),
);
