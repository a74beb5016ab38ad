import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Failure, type IdentityErrorCode, identityError } from '../errors.ts';
import { problemOf } from './problem.ts';

const rows: readonly (readonly [status: number, title: string, old: string, newer: string, failure: Failure])[] = [
  [400, 'Bad Request', '6.5.1', '15.5.1', { code: 'BadRequest', detail: 'Why.' }],
  [403, 'Forbidden', '6.5.3', '15.5.4', { code: 'Forbidden', detail: 'Why.' }],
  [404, 'Not Found', '6.5.4', '15.5.5', { code: 'NotFound', detail: 'Why.' }],
  [409, 'Conflict', '6.5.8', '15.5.10', { code: 'Conflict', detail: 'Why.' }],
  [413, 'Payload Too Large', '6.5.11', '15.5.14', { code: 'PayloadTooLarge' }],
  [415, 'Unsupported Media Type', '6.5.13', '15.5.16', { code: 'UnsupportedMediaType' }],
  [500, 'An error occurred while processing your request.', '6.6.1', '15.6.1', { code: 'Internal' }],
  [503, 'Service Unavailable', '6.6.4', '15.6.4', { code: 'Overloaded', retryAfterSeconds: 3 }],
];

describe('a problem', () => {
  for (const [status, title, old, newer, failure] of rows) {
    it(`of status ${status} is titled ${title} and points to either RFC`, () => {
      for (const [types, section] of [
        ['rfc7231', old],
        ['rfc9110', newer],
      ] as const) {
        const answer = problemOf(failure, types, 'trace');
        const { type, title: shown, status: inside, traceId } = answer.body as Record<string, unknown>;
        assert.deepEqual(
          [answer.status, inside, type, shown, traceId],
          [status, status, `https://tools.ietf.org/html/${types}#section-${section}`, title, 'trace'],
        );
        assert.equal(answer.headers['content-type'], 'application/problem+json; charset=utf-8');
      }
    });
  }

  it('of too many requests points to the RFC that has it, and says when to come again', () => {
    const answer = problemOf({ code: 'TooManyRequests', retryAfterSeconds: 7 }, 'rfc9110', 'trace');
    const { type, title } = answer.body as Record<string, unknown>;
    assert.deepEqual(
      [answer.status, answer.headers['retry-after'], title, type],
      [429, '7', 'Too Many Requests', 'https://tools.ietf.org/html/rfc6585#section-4'],
    );
  });

  it('repeats its detail as the message that clients print', () => {
    const { body } = problemOf({ code: 'NotFound', detail: 'The entity was not found.' }, 'rfc7231', 'trace');
    assert.deepEqual(body, {
      type: 'https://tools.ietf.org/html/rfc7231#section-6.5.4',
      title: 'Not Found',
      status: 404,
      detail: 'The entity was not found.',
      message: 'The entity was not found.',
      traceId: 'trace',
    });
  });

  it('says of much that is wrong no more than anybody reads', () => {
    const errors = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`Users[${n}].Name`, ['x'.repeat(5000)]]));
    const validation = problemOf({ code: 'ValidationFailed', errors: { '': ['a', 'b'], ...errors } }, 'rfc7231', '');
    const said = Object.entries((validation.body as { errors: Record<string, string[]> }).errors);
    assert.equal(said.flatMap(([, some]) => some).length, 200);
    assert.deepEqual(said[0], ['', ['a', 'b']]);
    assert.deepEqual(said.at(-1), ['Users[197].Name', [`${'x'.repeat(4000)}…`]]);
    const many = Array.from({ length: 300 }, () => identityError('DuplicateEmail', 'y'.repeat(5000)));
    for (const code of ['IdentityFailure', 'BulkFailure'] as const) {
      const { errors: first } = problemOf({ code, errors: many }, 'rfc7231', '').body as { errors: typeof many };
      assert.equal(first.length, 200);
      assert.ok(first.every(({ description }) => description.length === 4001));
    }
  });

  it('of what passes says when to come again', () => {
    const unavailable = { code: 'Unavailable', reason: 'full' } as const;
    for (const failure of [{ code: 'Overloaded', retryAfterSeconds: 3 } as const, unavailable]) {
      const { status, headers } = problemOf(failure, 'rfc7231', 'trace');
      assert.equal(status, 503);
      assert.match(headers['retry-after'] ?? '', /^\d+$/);
    }
  });
});

const texts: Readonly<Record<IdentityErrorCode, string>> = {
  ConcurrencyFailure: 'Optimistic concurrency failure, object has been modified.',
  InvalidToken: 'Invalid token.',
  LoginAlreadyAssociated: 'A user with this login already exists.',
  MailNotSent: 'x$&',
  InvalidUserName: "Username 'x$&' is invalid, can only contain letters or digits.",
  DuplicateUserName: "Username 'x$&' is already taken.",
  DuplicateEmail: "Email 'x$&' is already taken.",
  DuplicateUserId: "User id 'x$&' is already taken.",
  PasswordMismatch: 'Incorrect password.',
  PasswordReused: 'The password was used recently. Choose a different one.',
  UserLockedOut: 'The user is locked out.',
  PasswordTooShort: 'Passwords must be at least x$& characters.',
  PasswordRequiresNonAlphanumeric: 'Passwords must have at least one non alphanumeric character.',
  PasswordRequiresDigit: "Passwords must have at least one digit ('0'-'9').",
  PasswordRequiresLower: "Passwords must have at least one lowercase ('a'-'z').",
  PasswordRequiresUpper: "Passwords must have at least one uppercase ('A'-'Z').",
  PasswordRequiresUniqueChars: 'Passwords must use at least x$& different characters.',
  PasswordTooCommon: 'Passwords must not be among those that many people use.',
  PasswordBreached: 'Passwords must not be among those that became public in a breach.',
  PasswordContainsContext: 'Passwords must not contain a name of the person, of the organization or of the product.',
};

describe('the text of a refusal', () => {
  for (const [code, description] of Object.entries(texts) as [IdentityErrorCode, string][]) {
    it(`${code} is "${description}"`, () => {
      assert.deepEqual(identityError(code, 'x$&'), { code, description });
    });
  }
});
