import { hashSync } from '@node-rs/argon2';

// The directory of the server under test, and the requests that are sent to it.

/** What one hash costs in Gatehouse as it is delivered. */
export const hashParameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** As many as there are connections in the largest flood of changes: each changes the password of its own user. */
export const userCount = 64;

/** Every user begins with the first one. */
export const passwords = ['al0h0m0ra-account', 'wingardium-lev1osa'] as const;
const application = { id: '467ef653-cafa-41ae-9c0f-19fee3c7932a', secret: 'secret-of-the-benchmark' };
const scopes = ['PM.User', 'PM.Group', 'PM.Audit'];
const userId = (user: number): string => `user-${user}`;

/** The seed file. JSON is YAML, too. */
export function seedFile(): string {
  // One hash for all, made here: the start of the server is measured, not the hashing of its seed.
  const passwordHash = hashSync(passwords[0], hashParameters);
  const users = Array.from({ length: userCount }, (_, user) => ({
    id: userId(user),
    userName: `${userId(user)}.name`,
    email: `${userId(user)}@bench.example`,
    passwordHash,
  }));
  const applications = [{ ...application, name: 'Benchmark', scopes }];
  return JSON.stringify({ organizations: [{ name: 'Default', users, applications }] });
}

export const readyRequest = (): Buffer => Buffer.from('GET /health/ready HTTP/1.1\r\nHost: bench\r\n\r\n');

export function tokenRequest(): Buffer {
  const { id, secret } = application;
  const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret, scope: scopes.join(' ') };
  return post('/identity/connect/token', [formType], new URLSearchParams(form).toString());
}

/** The public client of the house, which may sign people in with their passwords. */
const firstParty = '36dea5b8-e8bb-423d-8e7b-c808df8f1c00';
export const formType = 'Content-Type: application/x-www-form-urlencoded';

/** Of a person, through the client of the house. */
export function signInRequest(user: number, password: string = passwords[0], scope?: string): Buffer {
  return post('/identity/connect/token', [formType], passwordForm(`${userId(user)}.name`, password, scope));
}

function passwordForm(username: string, password: string, scope = 'PM.User offline_access'): string {
  const form = { grant_type: 'password', client_id: firstParty, scope, username, password };
  return new URLSearchParams(form).toString();
}

/** What somebody sends who tries whatever comes to mind, through the two doors that programs can use. */
export function guessRequests(n: number): readonly Buffer[] {
  const guesses = [
    { name: `${userId(n % userCount)}.name`, password: `guess-${n}` },
    { name: `${userId(n % userCount)}.name`, password: '' },
    { name: `nobody-${n}`, password: `guess-${n}` },
  ];
  return guesses.flatMap(({ name, password }) => [
    post('/identity/connect/token', [formType], passwordForm(name, password)),
    post('/api/Account/Authenticate', ['Content-Type: application/json'], legacyLogin(name, password)),
  ]);
}

const legacyLogin = (usernameOrEmailAddress: string, password: string): string =>
  JSON.stringify({ usernameOrEmailAddress, password });

export function refreshRequest(token: string): Buffer {
  const form = { grant_type: 'refresh_token', client_id: firstParty, refresh_token: token };
  return post('/identity/connect/token', [formType], new URLSearchParams(form).toString());
}

/** The organization that a token is for. */
export function organizationOf(token: string): string {
  const [, payload = ''] = token.split('.');
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { prt_id: string }).prt_id;
}

/** Reads one user. */
export const readingRequest = (token: string): Buffer => get(`/identity/api/User/${userId(1)}`, token);

/** Who the person is. */
export const userInfoRequest = (token: string): Buffer => get('/identity/connect/userinfo', token);

const get = (path: string, token: string): Buffer =>
  Buffer.from(`GET ${path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer ${token}\r\n\r\n`);

/** Asks what a token is worth. */
export function introspectionRequest(token: string): Buffer {
  const { id, secret } = application;
  const form = new URLSearchParams({ client_id: id, client_secret: secret, token });
  return post('/identity/connect/introspect', [formType], form.toString());
}

/** From the first password to the second, and back. */
export function changeRequests(token: string, user: number): readonly Buffer[] {
  const [first, second] = passwords;
  return [changeRequest(token, user, first, second), changeRequest(token, user, second, first)];
}

export function changeRequest(token: string, user: number, oldPassword: string, newPassword: string): Buffer {
  const path = `/identity/api/User/${userId(user)}/changepassword`;
  return jsonRequest(path, JSON.stringify({ oldPassword, newPassword }), token);
}

/** Makes many users. */
export const bulkRequest = (token: string, body: object): Buffer =>
  jsonRequest('/identity/api/User/BulkCreate', JSON.stringify(body), token);

export function jsonRequest(path: string, body: string, token?: string): Buffer {
  const authorization = token === undefined ? [] : [`Authorization: Bearer ${token}`];
  return post(path, [...authorization, 'Content-Type: application/json'], body);
}

export function post(path: string, headers: readonly string[], body: string): Buffer {
  const head = [`POST ${path} HTTP/1.1`, 'Host: bench', ...headers, `Content-Length: ${Buffer.byteLength(body)}`];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}
