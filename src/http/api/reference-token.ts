import { parseUuid } from '../../directory/identifier.ts';
import { describePersonalAccessToken } from '../../directory/personal-access-token/describe.ts';
import { issuePersonalAccessToken } from '../../directory/personal-access-token/issue.ts';
import {
  findPersonalAccessToken,
  pageOfOwnPersonalAccessTokens,
  pageOfPersonalAccessTokens,
} from '../../directory/personal-access-token/read.ts';
import { regeneratePersonalAccessToken } from '../../directory/personal-access-token/regenerate.ts';
import { revokePersonalAccessToken } from '../../directory/personal-access-token/revoke.ts';
import type { PersonalAccessTokenPage } from '../../directory/personal-access-token.ts';
import { requireRecentSignIn } from '../../directory/step-up.ts';
import { invalidMember } from '../../errors.ts';
import { dateTime, type Infer, list, object, text } from '../../json/shape.ts';
import { listOf } from '../../operation/answer-shape.ts';
import { type Call, describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import {
  idInPath,
  optionalText,
  paging,
  partition,
  readMoment,
  searchText,
  type Values,
  wholeNumber,
} from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { commandOf } from '../command.ts';
import { requiredField } from '../required-field.ts';
import { exampleExpiry, ids } from './example-world.ts';
import { type PresentedTokenTools, presentedTokenEndpoints } from './presented-token.ts';
import { NewReferenceToken, ReferenceToken, toReferenceToken, UpdatedReferenceToken } from './reference-token-dto.ts';
import { stepUpNote } from './user.ts';

// The paths are those of the original; the bodies are ours, because nobody has published its.

const CreateReferenceTokenCommand = object('CreateReferenceTokenCommand', {
  description: text(),
  scopes: list(text()),
  expiryTime: dateTime({ nullable: true }),
  expiration: text(),
});
const UpdateReferenceTokenCommand = object('UpdateReferenceTokenCommand', {
  description: text(),
  expiryTime: dateTime({ nullable: true }),
  expiration: text(),
});
const tag = 'ReferenceToken';
const id = idInPath('The personal access token.', (value) => parseUuid(value) !== undefined);

export interface ReferenceTokenTools extends PresentedTokenTools {}

/** Personal access tokens. */
export function referenceTokenEndpoints(tools: ReferenceTokenTools): readonly Endpoint[] {
  return [...lists(tools), ...singles(tools), creation(tools), ...presentedTokenEndpoints(tools)];
}

/** Of each pair the second is a name that some clients have for it. */
const page = {
  top: wholeNumber('How many at most; absent: all.', { least: 0, most: 1000, fallback: undefined }),
  limit: wholeNumber('The same as `top`.', { least: 0, most: 1000, fallback: undefined }),
  skip: paging.skip,
  offset: wholeNumber('The same as `skip`.', { least: 0, most: 2_147_483_647, fallback: undefined }),
  searchTerm: searchText('Only those with this text in the description, or in a name or the address of the owner.'),
  search: searchText('The same as `searchTerm`.'),
};

const wantedOf = ({ top, limit, skip, offset, searchTerm, search }: Values<typeof page>) => ({
  limit: top ?? limit,
  skip: offset ?? skip,
  searchTerm: searchTerm ?? search,
});

function lists({ store }: ReferenceTokenTools): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'ReferenceToken_GetOwn',
      tag,
      summary: "Lists the caller's personal access tokens",
      method: 'GET',
      path: '/api/ReferenceToken',
      access: 'personalAccessToken.listOwn',
      query: page,
      answer: { status: 200, shape: listOf(ReferenceToken) },
      headers: ['X-Total-Count'],
      handle: async ({ permitted, query, header }) =>
        toPage(await pageOfOwnPersonalAccessTokens(store, permitted, wantedOf(query)), header),
    }),
    describeEndpoint({
      operationId: 'ReferenceToken_GetByPartition',
      tag,
      summary: 'Lists the personal access tokens of an organization',
      method: 'GET',
      path: '/api/ReferenceToken/partition/{partitionGlobalId}',
      access: 'personalAccessToken.list',
      parameters: { partitionGlobalId: partition() },
      query: { ...page, userId: optionalText('Only those of this user.') },
      answer: { status: 200, shape: listOf(ReferenceToken) },
      headers: ['X-Total-Count'],
      handle: async ({ permitted, query, header }) =>
        toPage(
          await pageOfPersonalAccessTokens(store, permitted, { ...wantedOf(query), userId: query.userId }),
          header,
        ),
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
      access: 'personalAccessToken.read',
      parameters: { id },
      answer: { status: 200, shape: ReferenceToken },
      handle: async ({ permitted, parameters }) =>
        toReferenceToken((await findPersonalAccessToken(store, permitted, parameters.id)).object.token),
    }),
    describeEndpoint({
      operationId: 'ReferenceToken_Update',
      tag,
      summary: 'Changes the description of a personal access token, or gives it a new value',
      path,
      description: `${description} With an end it gets a new value, which is in this answer only; the old one becomes invalid at once. Scopes are fixed when a token is made. ${stepUpNote}`,
      method: 'PUT',
      access: 'personalAccessToken.write',
      parameters: { id },
      body: UpdateReferenceTokenCommand,
      answer: { status: 200, shape: UpdatedReferenceToken },
      handle: async (call) => {
        const { description: given } = call.body;
        const request = { ...commandOf(call, now), tokenId: call.parameters.id };
        const expiresAt = endOf(call.body);
        if (expiresAt === undefined) {
          const described = await describePersonalAccessToken(store, { ...request, description: given ?? '' });
          return { token: undefined, ...toReferenceToken(described) };
        }
        const { object: owner } = await findPersonalAccessToken(store, call.permitted, request.tokenId);
        await requireRecentSignIn(store, call.permitted.actor, owner.id, now());
        const { token, value } = await regeneratePersonalAccessToken(store, {
          ...request,
          description: given,
          expiresAt,
        });
        return { token: value, ...toReferenceToken(token) };
      },
    }),
    describeEndpoint({
      operationId: 'ReferenceToken_Delete',
      tag,
      summary: 'Revokes a personal access token',
      description,
      path,
      method: 'DELETE',
      access: 'personalAccessToken.write',
      parameters: { id },
      answer: { status: 204 },
      handle: (call) => revokePersonalAccessToken(store, { ...commandOf(call, now), tokenId: call.parameters.id }),
    }),
  ];
}

function creation({ store, now }: ReferenceTokenTools): Endpoint {
  return describeEndpoint({
    operationId: 'ReferenceToken_Create',
    tag,
    summary: 'Creates a personal access token for the caller',
    description: `The value is in this answer only. A scope that the token of the call does not have cannot be given. ${stepUpNote}`,
    method: 'POST',
    path: '/api/ReferenceToken',
    access: 'personalAccessToken.create',
    body: CreateReferenceTokenCommand,
    answer: { status: 201, shape: NewReferenceToken },
    handle: async (call) => {
      const { body } = call;
      const expiresAt = endOf(body);
      if (expiresAt === undefined) throw requiredField('ExpiryTime');
      const { actor } = call.permitted;
      await requireRecentSignIn(store, actor, actor.id, now());
      const request = {
        ...commandOf(call, now),
        description: body.description ?? '',
        scopes: (body.scopes ?? []).filter((scope) => scope !== null),
        expiresAt,
      };
      const { token, value } = await issuePersonalAccessToken(store, request);
      return { token: value, ...toReferenceToken(token) };
    },
  });
}

/** Epoch milliseconds; undefined when neither name for it is there. */
function endOf({
  expiryTime,
  expiration,
}: Pick<Infer<typeof UpdateReferenceTokenCommand>, 'expiryTime' | 'expiration'>) {
  const ends = [expiryTime, expiration].flatMap((text) => (text === null ? [] : [readMoment(text)]));
  const [end, other = end] = ends;
  if (ends.some(Number.isNaN) || other !== end) {
    const text = 'Invalid expiration: it must be a date or a moment, the same under both names.';
    throw invalidMember('Expiration', text);
  }
  return end;
}

function toPage({ totalCount, results }: PersonalAccessTokenPage, header: Call['header']) {
  header('X-Total-Count', String(totalCount));
  return results.map(toReferenceToken);
}

export const referenceTokenVocabulary: Vocabulary = {
  tags: {
    ReferenceToken: 'Personal access tokens.',
  },
  meanings: {
    'ReferenceTokenDto.scopes': 'The scopes that the token has.',
    scope: 'The scopes of the token, with blanks between them.',
    expiration: 'The same as `expiryTime`.',
    'CreateReferenceTokenCommand.expiryTime': 'When it ends.',
    'UpdateReferenceTokenCommand.expiryTime': 'When the token with a new value ends; null: it keeps its value.',
    lastUsedTime: 'When it was used last; null: never.',
    token: 'The value of the token.',
    accessToken: 'The access token.',
    tokenType: '`Bearer`.',
    expiresIn: 'The lifetime of the token in seconds.',
  },
  examples: {
    parameters: {
      id: ids.token,
    },
    bodies: {
      CreateReferenceTokenCommand: { description: 'Owl post', scopes: ['PM.User.Read'], expiryTime: exampleExpiry },
      UpdateReferenceTokenCommand: { description: 'Owl post, at night' },
    },
    members: {
      'ReferenceTokenDto.id': ids.token,
      'IssuedReferenceTokenDto.id': ids.token,
      'UpdatedReferenceTokenDto.id': ids.token,
      'ReferenceTokenDto.scopes': ['PM.User.Read'],
      'IssuedReferenceTokenDto.scopes': ['PM.User.Read'],
      'UpdatedReferenceTokenDto.scopes': ['PM.User.Read'],
      expiration: exampleExpiry,
      scope: 'PM.User.Read',
      token: 'rt_example',
      accessToken: 'eyJhbGciOiJSUzI1NiJ9.e30.example',
      tokenType: 'Bearer',
      expiresIn: 3600,
    },
  },
};
