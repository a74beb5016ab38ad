import assert from 'node:assert/strict';
import type { Application } from '../../directory/application.ts';
import { addApplication, openTokenServer, requestToken } from '../token.fixture.ts';

/** The scopes of the application: one for both kinds of token, one for applications, one for users. */
export const scopes = [
  { name: 'PM.User', type: 'both' },
  { name: 'PM.Group.Read', type: 'application' },
  { name: 'OR.Folders', type: 'user' },
] as const;

/** A token service with one application, and its credentials as a form. */
export async function openTokenEndpoint(changes: Partial<Application> = {}) {
  const server = await openTokenServer();
  const application = await addApplication(server.store, server.organizationId, scopes, changes);
  const form = { grant_type: 'client_credentials', client_id: application.id, client_secret: application.secret };
  const request = (fields: Readonly<Record<string, string>> | string, headers?: Readonly<Record<string, string>>) =>
    requestToken(server.url, fields, headers);
  const refusal = async (...parts: Parameters<typeof request>) => {
    const { status, body } = await request(...parts);
    assert.equal(status, 400);
    assert.deepEqual(Object.keys(body), ['error', 'error_description']);
    return body;
  };
  return { ...server, application, form, request, refusal };
}

/** The header with the credentials of a client. */
export const basic = (id: string, secret: string) => ({ authorization: `Basic ${btoa(`${id}:${secret}`)}` });
