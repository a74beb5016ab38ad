/**
 * The one error type of the program. Domain code throws a failure from the closed list below; `http/problem.ts` holds
 * the one table that turns each into a status and a body, and the compiler checks that the table is complete.
 */
export type Failure =
  /** The operation was understood and refused: the caller gets an IdentityResult with every broken rule. */
  | { readonly code: 'IdentityFailure'; readonly errors: readonly IdentityError[] }
  /** As before, for an operation that returns what it created: nothing was created. */
  | { readonly code: 'BulkFailure'; readonly errors: readonly IdentityError[] }
  /** The request could not be read or breaks a rule of its form: member or parameter name → texts. */
  | { readonly code: 'ValidationFailed'; readonly errors: Readonly<Record<string, readonly string[]>> }
  /** No acceptable bearer token; `challenge` is the value of `WWW-Authenticate`. */
  | { readonly code: 'Unauthenticated'; readonly challenge: string }
  /** The password is not right, or the account may not sign in; `detail` is what the person may know. */
  | { readonly code: 'SignInRefused'; readonly detail: string }
  /** The token is good but carries none of the scopes the operation accepts. */
  | { readonly code: 'ScopeMissing'; readonly granted: readonly string[]; readonly accepted: readonly string[] }
  | { readonly code: 'Forbidden'; readonly detail: string }
  | { readonly code: 'NotFound'; readonly detail: string }
  | { readonly code: 'MethodNotAllowed'; readonly allow: readonly string[] }
  | { readonly code: 'Conflict'; readonly detail: string }
  /** The request names one organization in its URL and another one beside it. */
  | { readonly code: 'InvalidPartition' }
  /** A refusal in the form of the directory service: names that cannot be resolved. */
  | { readonly code: 'ServiceError'; readonly status: 400 | 404; readonly message: string }
  /** Not HTTP, or not a URL; or a rule of the directory forbids it, and there is no more specific failure. */
  | { readonly code: 'BadRequest'; readonly detail: string }
  | { readonly code: 'PayloadTooLarge' }
  | { readonly code: 'UnsupportedMediaType' }
  /** The request is fine but the server cannot take it now; nothing was changed. */
  | { readonly code: 'Overloaded'; readonly retryAfterSeconds: number }
  /** What the caller does is expensive for others, and was done often enough for now; nothing was changed. */
  | { readonly code: 'TooManyRequests'; readonly retryAfterSeconds: number }
  /** The store cannot be read or written at this moment; nothing was changed. */
  | { readonly code: 'Unavailable'; readonly reason: StoreFault }
  /** The caller closed the connection before anything was changed; nobody reads the response. */
  | { readonly code: 'Cancelled' /** It waited for a hash that was never computed. */; readonly wasWaiting: boolean }
  /** A fault of the server itself. What went wrong is only in the log. */
  | { readonly code: 'Internal' };

/** What keeps a store from being read or written. */
export type StoreFault =
  /** Another process writes to it for longer than a request waits. */
  | 'busy'
  /** Its disk is full. Requests that only read are served. */
  | 'full'
  /** Its disk takes no writes, or this user may not write to its file. */
  | 'read-only'
  /** Its file is no longer under its name: whatever is written would be lost. */
  | 'gone'
  /** The content of its file is not what was written there. */
  | 'corrupt'
  /** Its disk fails in another way. */
  | 'failing'
  /** Its disk has not confirmed what was written. Until the next start nobody knows what is there, and nothing more is written. */
  | 'unconfirmed'
  /** Its server cannot be reached. */
  | 'away'
  /** Its server has no connection to spare. */
  | 'crowded'
  /** Its server does not let this user in, or not at what is asked for. */
  | 'denied'
  /** The certificate of its server is not to be trusted. */
  | 'untrusted'
  /** It went away while it committed: whether the change was kept, nobody knows. */
  | 'uncertain';

export class GatehouseError extends Error {
  readonly failure: Failure;

  /** @param cause what went wrong underneath, for the log. */
  constructor(failure: Failure, cause?: unknown) {
    super(describe(failure), { cause });
    this.name = 'GatehouseError';
    this.failure = failure;
  }
}

// Refusals for which a sentence is enough.

export const badRequest = (detail: string): GatehouseError => new GatehouseError({ code: 'BadRequest', detail });
export const conflict = (detail: string): GatehouseError => new GatehouseError({ code: 'Conflict', detail });
export const forbidden = (detail: string): GatehouseError => new GatehouseError({ code: 'Forbidden', detail });
export const notFound = (detail: string): GatehouseError => new GatehouseError({ code: 'NotFound', detail });

/** In the words of the API for whatever is not there. */
export const entityNotFound = (): GatehouseError => notFound('The entity was not found.');

/** What is wrong with the members of a request, by their names. */
export const validationFailed = (errors: Readonly<Record<string, readonly string[]>>): GatehouseError =>
  new GatehouseError({ code: 'ValidationFailed', errors });

export const invalidMember = (member: string, text: string): GatehouseError => validationFailed({ [member]: [text] });

/** Whether it is the store that is at fault. */
export const isUnavailable = (error: unknown): boolean =>
  error instanceof GatehouseError && error.failure.code === 'Unavailable';

/** What a refused request is told, if it was one. */
export const detailOfBadRequest = (error: unknown): string | undefined =>
  error instanceof GatehouseError && error.failure.code === 'BadRequest' ? error.failure.detail : undefined;

/** How long a caller should wait when the store is not available. Nobody knows: a person has to repair it. Seconds. */
export const storeRetrySeconds = 10;

/**
 * States of the store that last, and say everything about who is refused meanwhile. With a line for each of those, and what they had
 * called, the log of an outage would fill its disk.
 */
const loggedOnce: ReadonlySet<StoreFault> = new Set<StoreFault>([
  ...(['corrupt', 'gone', 'unconfirmed', 'full', 'read-only'] as const),
  ...(['away', 'crowded', 'denied', 'untrusted'] as const),
]);

/** Whether each occurrence is logged, or only the first one, when it begins. */
export const isLoggedEachTime = (failure: Failure): boolean =>
  failure.code === 'Internal' || (failure.code === 'Unavailable' && !loggedOnce.has(failure.reason));

/** Whether the log says so already, by the line with which a state of the store has begun: what is done again and again adds none. */
export function isToldAlready(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isToldAlready);
  return isUnavailable(error) && !isLoggedEachTime((error as GatehouseError).failure);
}

/** A condition that stops the program at start: printed as one line, exit code 1, no stack trace. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}

/** One entry of an IdentityResult, as the External API sends it. */
export interface IdentityError {
  readonly code: IdentityErrorCode;
  readonly description: string;
}

/** The texts are those that clients of ASP.NET Core Identity know; `{0}` is replaced. */
const identityErrorTexts = {
  ConcurrencyFailure: 'Optimistic concurrency failure, object has been modified.',
  InvalidToken: 'Invalid token.',
  LoginAlreadyAssociated: 'A user with this login already exists.',
  MailNotSent: '{0}',
  InvalidUserName: "Username '{0}' is invalid, can only contain letters or digits.",
  DuplicateUserName: "Username '{0}' is already taken.",
  DuplicateEmail: "Email '{0}' is already taken.",
  DuplicateUserId: "User id '{0}' is already taken.",
  PasswordMismatch: 'Incorrect password.',
  PasswordReused: 'The password was used recently. Choose a different one.',
  UserLockedOut: 'The user is locked out.',
  PasswordTooShort: 'Passwords must be at least {0} characters.',
  PasswordRequiresNonAlphanumeric: 'Passwords must have at least one non alphanumeric character.',
  PasswordRequiresDigit: "Passwords must have at least one digit ('0'-'9').",
  PasswordRequiresLower: "Passwords must have at least one lowercase ('a'-'z').",
  PasswordRequiresUpper: "Passwords must have at least one uppercase ('A'-'Z').",
  PasswordRequiresUniqueChars: 'Passwords must use at least {0} different characters.',
  PasswordTooCommon: 'Passwords must not be among those that many people use.',
  PasswordBreached: 'Passwords must not be among those that became public in a breach.',
  PasswordContainsContext: 'Passwords must not contain a name of the person, of the organization or of the product.',
} as const;

export type IdentityErrorCode = keyof typeof identityErrorTexts;

export function identityError(code: IdentityErrorCode, argument?: string | number): IdentityError {
  return { code, description: identityErrorTexts[code].replace('{0}', () => String(argument)) };
}

/** The failure of an operation on an account, with every broken rule in the order in which it is reported. */
export function identityFailure(...errors: readonly IdentityError[]): GatehouseError {
  return new GatehouseError({ code: 'IdentityFailure', errors });
}

function describe(failure: Failure): string {
  switch (failure.code) {
    case 'IdentityFailure':
    case 'BulkFailure':
      return failure.errors.map((error) => error.code).join(', ');
    case 'ValidationFailed':
      return `Invalid: ${Object.keys(failure.errors).join(', ')}`;
    case 'Forbidden':
    case 'NotFound':
    case 'Conflict':
    case 'BadRequest':
    case 'SignInRefused':
      return failure.detail;
    case 'ServiceError':
      return failure.message;
    default:
      return failure.code;
  }
}
