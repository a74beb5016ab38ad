import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openGate, unlimited } from '../admission/throttle.fixture.ts';
import { type Application, type ApplicationScope, newSecret } from '../directory/application.ts';
import { administratorsGroupId } from '../directory/group.ts';
import { permitOperator } from '../directory/permission.ts';
import type { Store } from '../directory/store.ts';
import { newUser } from '../directory/user.fixture.ts';
import type { User } from '../directory/user.ts';
import { Bodies } from '../http/body/bodies.ts';
import { everywhere } from '../outgoing/reachable.ts';
import { provisionApplication } from '../provisioning/application.ts';
import { provisionOrganization, provisionUser } from '../provisioning/provision.ts';
import { logoutQueue, participants } from '../store/back-channel.ts';
import { callers } from '../store/callers.ts';
import { grantStore } from '../store/grants.ts';
import { signingKeys } from '../store/signing-keys.ts';
import { openEmptyStore } from '../store/store.fixture.ts';
import { createStore } from '../store/store.ts';
import { createSealer } from './keys/sealer.ts';
import { createTokenService, type TokenService } from './token-service.ts';
import type { TokenServiceParts } from './token-service-parts.ts';

const provisioning = permitOperator('installation.provision');

// What the tests of the token service share: a real store, a directory with an organization in it, and a real server.

export const externalUrl = 'https://id.example.test';
export const issuer = `${externalUrl}/identity`;
export const sealer = createSealer(Buffer.alloc(32, 7));

/** A clock that stands still until it is set. Epoch milliseconds, on a full second. */
export interface Clock {
  at: number;
}

export const newClock = (): Clock => ({ at: Math.floor(Date.now() / 1000) * 1000 });

/** A folder that is gone after the test. */
export function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'gatehouse-token-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

/** A migrated database in memory. */
export async function openDatabase() {
  const db = await openEmptyStore();
  return { db, [Symbol.asyncDispose]: () => db.destroy() };
}

/** A store with the organization `acme` in it. */
export async function openDirectory() {
  const { db } = await openDatabase();
  const store = createStore(db);
  const organizationId = await addOrganization(store, 'acme');
  return { db, store, organizationId, [Symbol.asyncDispose]: () => db.destroy() };
}

/** Adds an organization with its built-in groups. Returns its id. */
export async function addOrganization(store: Store, name: string): Promise<string> {
  const id = randomUUID();
  await store.transaction((tables) => provisionOrganization(tables, provisioning, { id, name, createdAt: 1 }));
  return id;
}

/** Adds a confidential application with these scopes and one secret; `changes` make it another one. */
export async function addApplication(
  store: Store,
  organizationId: string,
  scopes: readonly ApplicationScope[],
  changes: Partial<Application> = {},
) {
  const application: Application = {
    organizationId,
    id: randomUUID(),
    name: 'Night batch',
    isConfidential: true,
    redirectUris: [],
    isActive: true,
    createdAt: 1,
    ...changes,
  };
  const secret = newSecret();
  await store.transaction((tables) => provisionApplication(tables, provisioning, application, scopes, secret));
  return { ...application, secret };
}

export async function addUser(
  store: Store,
  organizationId: string,
  changes: Partial<Pick<User, 'id' | 'userName' | 'email' | 'isActive'>> & { readonly isAdministrator?: boolean } = {},
): Promise<User> {
  const { isAdministrator = false, ...own } = changes;
  const user = newUser({
    organizationId,
    id: randomUUID(),
    userName: 'minerva',
    email: 'minerva@example.test',
    emailConfirmed: true,
    name: 'Minerva',
    surname: 'McGonagall',
    displayName: 'Professor McGonagall',
    ...own,
  });
  const groupIds = isAdministrator ? [administratorsGroupId] : [];
  await store.transaction((tables) =>
    provisionUser(tables, provisioning, { user, passwordHash: null, mustChange: false, groupIds }),
  );
  const stored = await store.users.find(user);
  if (!stored) throw new Error('The user was not stored.');
  return stored;
}

/** A token service on a real store behind a real server. */
export async function openTokenServer(changes: Partial<TokenServiceParts> = {}) {
  const directory = await openDirectory();
  const { db, store } = directory;
  const clock = newClock();
  const faults: object[] = [];
  const parts: TokenServiceParts = {
    externalUrl,
    sealer,
    signingKeyDays: 90,
    signingAlgorithm: 'ES256', // RS256, the usual one, has to search for the primes of each key.
    sessionDays: 30,
    refreshReuseSeconds: 30,
    refreshDays: 365,
    issuerPath: '/identity',
    directory: store,
    signingKeys: signingKeys(db),
    grants: grantStore(db),
    participants: participants(db),
    logoutQueue: logoutQueue(db),
    mayReach: everywhere,
    callers: callers(db),
    throttle: unlimited(),
    writing: openGate(),
    signIn: () => Promise.reject(new Error('Nobody signs in with a password here.')),
    now: () => clock.at,
    log: { info: () => {}, warn: () => {}, error: (fields) => faults.push(fields) },
    isSignInRefused: false,
    ...changes,
  };
  const service = await createTokenService(parts);
  const server = await serve(service);
  const close = async () => {
    server[Symbol.dispose]();
    await db.destroy();
  };
  return { ...directory, parts, service, url: server.url, clock, faults, [Symbol.asyncDispose]: close };
}

/** Puts a server in front of the service, as if it were below `/acme/identity_`. */
export async function serve({ handle }: TokenService) {
  const bodies = new Bodies({ largest: 1_000_000, most: 1_000_000, free: 0, patienceMs: 0 });
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const receive = (limit: number) => bodies.receive(request, limit);
    response.once('close', () => bodies.release(request));
    void handle(Object.assign(request, { originalUrl: `/acme/identity_${request.url}`, receive }), response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, [Symbol.dispose]: close };
}

export interface TokenEndpointResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Sends a form to the token endpoint. */
export async function requestToken(
  url: string,
  form: Readonly<Record<string, string>> | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<TokenEndpointResponse> {
  const response = await fetch(`${url}/connect/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
  });
  const { status } = response;
  return { status, headers: response.headers, body: (await response.json()) as TokenEndpointResponse['body'] };
}
