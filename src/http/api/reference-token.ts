import { auditActor } from '../../directory/audit.ts';
import { parseUuid } from '../../directory/identifier.ts';
import { type Actor, mayPassOn, requireAccount, requirePerson, requireSignIn } from '../../directory/permission.ts';
import { describePersonalAccessToken } from '../../directory/personal-access-token/describe.ts';
import { issuePersonalAccessToken } from '../../directory/personal-access-token/issue.ts';
import { revokePersonalAccessToken } from '../../directory/personal-access-token/revoke.ts';
import { hashPersonalAccessToken, type PersonalAccessToken } from '../../directory/personal-access-token.ts';
import type { Store } from '../../directory/store.ts';
import { findTarget } from '../../directory/user-target.ts';
import { GatehouseError } from '../../errors.ts';
import { dto, int32Out, listOf, moment, nullable, type Returned, string, uuid } from '../answer/shape.ts';
import { describeEndpoint, type Endpoint } from '../endpoint.ts';
import { dateTime, list, object, text } from '../json/shape.ts';
import { partition, recordId } from '../parameter.ts';

// The paths are those of the original; the bodies are ours, because nobody has published its.

const members = {
  id: uuid,
  partitionGlobalId: uuid,
  userId: uuid,
  description: string,
  scopes: listOf(string),
  creationTime: moment,
  expiryTime: moment,
  lastUsedTime: nullable(moment),
} as const;

const ReferenceToken = dto('ReferenceTokenDto', members);
const ReferenceTokens = listOf(ReferenceToken);
/** The one answer that holds the value. */
const NewReferenceToken = dto('NewReferenceTokenDto', { token: string, ...members });
const ExchangedToken = dto('ExchangedTokenDto', {
  accessToken: string,
  tokenType: string,
  expiresIn: int32Out,
  scope: string,
});

const CreateReferenceTokenCommand = object('CreateReferenceTokenCommand', {
  description: text(),
  scopes: list(text()),
  expiryTime: dateTime({ nullable: true }),
});
const UpdateReferenceTokenCommand = object('UpdateReferenceTokenCommand', { description: text() });
const ReferenceTokenValue = object('ReferenceTokenValue', { token: text() });

const tag = 'ReferenceToken';
const readable = ['PM.User', 'PM.User.Read'] as const;
const writable = ['PM.User', 'PM.User.Write'] as const;
const id = recordId('The personal access token.', (value) => parseUuid(value) !== undefined);

export interface ReferenceTokenTools {
  readonly store: Store;
  readonly now: () => number;
  /** @throws GatehouseError Unauthenticated unless the personal access token holds. */
  readonly exchange: (value: string) => Promise<{
    readonly accessToken: string;
    readonly expiresIn: number;
    readonly scopes: readonly string[];
  }>;
}

/** Personal access tokens. */
export function referenceTokenEndpoints(tools: ReferenceTokenTools): readonly Endpoint[] {
  return [...lists(tools), ...singles(tools), creation(tools), ...byValue(tools)];
}

function lists({ store }: ReferenceTokenTools): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'ReferenceToken_GetOwn',
      tag,
      summary: "Lists the caller's personal access tokens",
      method: 'GET',
      path: '/api/ReferenceToken',
      access: { who: 'members', scopes: readable },
      answer: { status: 200, shape: ReferenceTokens },
      handle: async ({ actor }) => toReferenceTokens(await store.personalAccessTokens.ofUser(requirePerson(actor))),
    }),
    describeEndpoint({
      operationId: 'ReferenceToken_GetByPartition',
      tag,
      summary: 'Lists the personal access tokens of an organization',
      method: 'GET',
      path: '/api/ReferenceToken/partition/{partitionGlobalId}',
      access: { who: 'administrators', scopes: readable },
      parameters: { partitionGlobalId: partition() },
      answer: { status: 200, shape: ReferenceTokens },
      handle: async ({ organization }) =>
        toReferenceTokens(await store.personalAccessTokens.ofOrganization(organization.id)),
    }),
  ];
}

function singles({ store, now }: ReferenceTokenTools): readonly Endpoint[] {
  const path = '/api/ReferenceToken/{id}';
  const description = "Of one's own, or as an administrator of anybody in the organization.";
  return [
    describeEndpoint({
      operationId: 'ReferenceToken_Get',
      tag,
      summary: 'Reads a personal access token',
      description,
      path,
      method: 'GET',
      access: { who: 'members', scopes: readable },
      parameters: { id },
      answer: { status: 200, shape: ReferenceToken },
      handle: async ({ actor, organization, parameters }) =>
        toReferenceToken(await findToken(store, actor, organization.id, parameters.id)),
    }),
    describeEndpoint({
      operationId: 'ReferenceToken_Update',
      tag,
      summary: 'Describes a personal access token anew',
      path,
      description: `${description} Scopes and lifetime are fixed when a token is made.`,
      method: 'PUT',
      access: { who: 'members', scopes: writable },
      parameters: { id },
      body: UpdateReferenceTokenCommand,
      answer: { status: 200, shape: ReferenceToken },
      handle: async ({ actor, organization, parameters, body, traceId, clientIp }) => {
        const token = await findToken(store, actor, organization.id, parameters.id);
        const description = body.description ?? '';
        const record = { actor: auditActor(actor), traceId, clientIp };
        await describePersonalAccessToken(store, { token, description, ...record }, now());
        return toReferenceToken({ ...token, description });
      },
    }),
    describeEndpoint({
      operationId: 'ReferenceToken_Delete',
      tag,
      summary: 'Ends a personal access token',
      description,
      path,
      method: 'DELETE',
      access: { who: 'members', scopes: writable },
      parameters: { id },
      answer: { status: 204 },
      handle: async ({ actor, organization, parameters, traceId, clientIp }) => {
        const token = await findToken(store, actor, organization.id, parameters.id);
        await revokePersonalAccessToken(store, { token, actor: auditActor(actor), traceId, clientIp }, now());
      },
    }),
  ];
}

function creation({ store, now }: ReferenceTokenTools): Endpoint {
  return describeEndpoint({
    operationId: 'ReferenceToken_Create',
    tag,
    summary: 'Makes a personal access token for the caller',
    description: 'The value is in this answer only. A scope that the token of the call does not have cannot be given.',
    method: 'POST',
    path: '/api/ReferenceToken',
    access: { who: 'members', scopes: writable },
    body: CreateReferenceTokenCommand,
    answer: { status: 201, shape: NewReferenceToken },
    handle: async ({ actor, body, traceId, clientIp }) => {
      const person = requirePerson(actor);
      requireSignIn(person);
      if (body.expiryTime === null) throw required('ExpiryTime');
      const request = {
        owner: await findTarget(store.users, person, person.id),
        description: body.description ?? '',
        scopes: (body.scopes ?? []).filter((scope) => scope !== null),
        expiresAt: Date.parse(body.expiryTime),
        mayGrant: (scope: string) => mayPassOn(person, scope),
        ...{ actor: auditActor(actor), traceId, clientIp },
      };
      const { token, value } = await issuePersonalAccessToken(store, request, now());
      return { token: value, ...toReferenceToken(token) };
    },
  });
}

/** What whoever holds the value may do, so that a value that was found somewhere can be ended by its finder. */
function byValue({ store, now, exchange }: ReferenceTokenTools): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'ReferenceToken_Revoke',
      tag,
      summary: 'Ends the personal access token of that value',
      description: 'Whether there was one, the answer does not tell.',
      method: 'DELETE',
      path: '/api/ReferenceToken/Revoke',
      access: { who: 'members' },
      body: ReferenceTokenValue,
      answer: { status: 204 },
      handle: async ({ actor, body, traceId, clientIp }) => {
        const token = await store.personalAccessTokens.findByHash(hashPersonalAccessToken(presented(body)));
        if (token?.organizationId !== actor.organizationId) return;
        await revokePersonalAccessToken(store, { token, actor: auditActor(actor), traceId, clientIp }, now());
      },
    }),
    describeEndpoint({
      operationId: 'ReferenceToken_Exchange',
      tag,
      summary: 'Gives a signed access token for a personal access token',
      description: 'It is good for an hour at most and ends with the personal access token.',
      method: 'POST',
      path: '/api/ReferenceToken/Exchange',
      access: { who: 'anyone' },
      body: ReferenceTokenValue,
      bodyLimit: 4 * 1024,
      answer: { status: 200, shape: ExchangedToken },
      handle: async ({ body }) => {
        const { accessToken, expiresIn, scopes } = await exchange(presented(body));
        return { accessToken, tokenType: 'Bearer', expiresIn, scope: scopes.join(' ') };
      },
    }),
  ];
}

/** @throws GatehouseError NotFound, or Forbidden when it is somebody else's and the caller no administrator. */
async function findToken(
  store: Store,
  actor: Actor,
  organizationId: string,
  tokenId: string,
): Promise<PersonalAccessToken> {
  const token = await store.personalAccessTokens.find({ organizationId, id: parseUuid(tokenId) ?? '' });
  if (!token) throw new GatehouseError({ code: 'NotFound', detail: 'The entity was not found.' });
  requireAccount(actor, { organizationId: token.organizationId, id: token.userId });
  return token;
}

function presented({ token }: { readonly token: string | null }): string {
  if (!token) throw required('Token');
  return token;
}

const required = (name: string): GatehouseError =>
  new GatehouseError({ code: 'ValidationFailed', errors: { [name]: [`The ${name} field is required.`] } });

const toReferenceToken = (token: PersonalAccessToken): Returned<typeof ReferenceToken> => ({
  id: token.id,
  partitionGlobalId: token.organizationId,
  userId: token.userId,
  description: token.description,
  scopes: token.scopes,
  creationTime: token.createdAt,
  expiryTime: token.expiresAt,
  lastUsedTime: token.lastUsedAt,
});

const toReferenceTokens = (tokens: readonly PersonalAccessToken[]): Returned<typeof ReferenceTokens> =>
  tokens.map(toReferenceToken);
