import { hashSync } from '@node-rs/argon2';

// The directory of the server under test, and the requests that are sent to it.

/** What one hash costs in Gatehouse as it is delivered. */
export const hashParameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** As many as there are connections in the largest flood: each changes the password of its own user. */
export const userCount = 64;

/** Every user begins with the first one. */
const passwords = ['al0h0m0ra-account', 'wingardium-lev1osa'] as const;
const application = { id: '467ef653-cafa-41ae-9c0f-19fee3c7932a', secret: 'secret-of-the-benchmark' };
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
  const applications = [{ ...application, name: 'Benchmark', scopes: ['PM.User'] }];
  return JSON.stringify({ organizations: [{ name: 'Benchmark', users, applications }] });
}

export const readyRequest = (): Buffer => Buffer.from('GET /health/ready HTTP/1.1\r\nHost: bench\r\n\r\n');

export function tokenRequest(): Buffer {
  const { id, secret } = application;
  const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret, scope: 'PM.User' };
  const type = 'Content-Type: application/x-www-form-urlencoded';
  return post('/identity/connect/token', [type], new URLSearchParams(form).toString());
}

/** Asks what a token is worth. */
export function introspectionRequest(token: string): Buffer {
  const { id, secret } = application;
  const form = new URLSearchParams({ client_id: id, client_secret: secret, token });
  return post('/identity/connect/introspect', ['Content-Type: application/x-www-form-urlencoded'], form.toString());
}

/** From the first password to the second, and back. */
export function changeRequests(token: string, user: number): readonly Buffer[] {
  const path = `/identity/api/User/${userId(user)}/changepassword`;
  const headers = [`Authorization: Bearer ${token}`, 'Content-Type: application/json'];
  const [first, second] = passwords;
  return [
    post(path, headers, JSON.stringify({ oldPassword: first, newPassword: second })),
    post(path, headers, JSON.stringify({ oldPassword: second, newPassword: first })),
  ];
}

function post(path: string, headers: readonly string[], body: string): Buffer {
  const head = [`POST ${path} HTTP/1.1`, 'Host: bench', ...headers, `Content-Length: ${Buffer.byteLength(body)}`];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}
