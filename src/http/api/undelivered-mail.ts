import {
  type AddressedMail,
  canSendMail,
  discardMail,
  listUndelivered,
  retryMail,
} from '../../directory/undelivered-mail/manage.ts';
import { mailStates } from '../../directory/undelivered-mail.ts';
import { boolean, type Infer, list, object, text } from '../../json/shape.ts';
import { dto, flag, int32Out, moment, nullable, pageOf, type Returned, string } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { oneOfWords, paging, partition } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { commandOf } from '../command.ts';
import { requiredField } from '../required-field.ts';
import { exampleTime } from './example-world.ts';
import type { ResourceTools } from './resource-tools.ts';

export const UndeliveredMailDto = dto('UndeliveredMailDto', {
  id: string,
  kind: string,
  userId: nullable(string),
  userName: nullable(string),
  email: nullable(string),
  creationTime: moment,
  attempts: int32Out,
  time: moment,
  expiryTime: nullable(moment),
  canRetry: flag,
  lastError: nullable(string),
});

/** More than a page of the list has. */
const mostIds = 1000;

const members = { ids: list(text(), { most: mostIds }), all: boolean({ nullable: true }) };
const RetryMailCommand = object('RetryMailCommand', members);
const DiscardMailCommand = object('DiscardMailCommand', members);
export const MailCountDto = dto('MailCountDto', { count: int32Out });
export const MailDeliveryDto = dto('MailDeliveryDto', { canSend: flag });

const tag = 'Mail';
const path = '/api/Mail/{partitionGlobalId}';
const parameters = { partitionGlobalId: partition() };
const all = 'With `all`, the thousand that were given up last. What is unknown is skipped.';

/** Mail that waits, or that was given up. The original has no such operations. */
export function undeliveredMailEndpoints({ store, now }: ResourceTools): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'Mail_GetUndelivered',
      tag,
      summary: 'Lists mail that was given up, the latest first, or mail that waits',
      description: 'Without what is in it. Mail that was given up is kept for 30 days.',
      method: 'GET',
      path: `${path}/undelivered`,
      access: 'mail.read',
      parameters,
      query: {
        state: oneOfWords(mailStates, 'Which mail; absent: `givenUp`.'),
        top: paging.top,
        skip: paging.skip,
      },
      answer: { status: 200, shape: pageOf('UndeliveredMailDtoPagedResultDto', UndeliveredMailDto) },
      handle: async ({ permitted, query: { state = 'givenUp', top: limit, skip } }) => {
        const { totalCount, results } = await listUndelivered(store, permitted, { state, skip, limit });
        return { totalCount, results: results.map((mail) => toDto(mail, state === 'givenUp', now())) };
      },
    }),
    describeEndpoint({
      ...{
        operationId: 'Mail_GetDelivery',
        tag,
        method: 'GET',
        path: `${path}/delivery`,
        access: 'mail.read',
        parameters,
      },
      summary: 'Tells whether mail leaves at all',
      description: 'Through the mail server of the organization, or of the host. Without one it waits.',
      answer: { status: 200, shape: MailDeliveryDto },
      handle: async ({ permitted }) => ({ canSend: await canSendMail(store, permitted) }),
    }),
    describeEndpoint({
      operationId: 'Mail_Retry',
      tag,
      summary: 'Tries mail again that was given up',
      description: `Unless it is too late for it: a link whose time is over is of no use. ${all}`,
      method: 'POST',
      path: `${path}/retry`,
      access: 'mail.write',
      parameters,
      body: RetryMailCommand,
      answer: { status: 200, shape: MailCountDto },
      handle: async (call) => ({ count: await retryMail(store, commandOf(call, now), whichOf(call.body)) }),
    }),
    describeEndpoint({
      operationId: 'Mail_Discard',
      tag,
      summary: 'Deletes mail that was given up',
      description: all,
      method: 'DELETE',
      path: `${path}/undelivered`,
      access: 'mail.write',
      parameters,
      body: DiscardMailCommand,
      answer: { status: 200, shape: MailCountDto },
      handle: async (call) => ({ count: await discardMail(store, commandOf(call, now), whichOf(call.body)) }),
    }),
  ];
}

/** @throws GatehouseError ValidationFailed when none is named. */
function whichOf({ ids, all: isAll }: Infer<typeof RetryMailCommand>): readonly string[] | 'all' {
  if (isAll === true) return 'all';
  const named = (ids ?? []).filter((id) => id !== null);
  if (named.length === 0) throw requiredField('Ids');
  return named;
}

const toDto = (mail: AddressedMail, isGivenUp: boolean, now: number): Returned<typeof UndeliveredMailDto> => ({
  ...{ id: mail.id, kind: mail.kind, userId: mail.userId },
  ...{ userName: mail.user?.userName ?? null, email: mail.user?.email ?? null },
  ...{ creationTime: mail.createdAt, attempts: mail.attempts, time: mail.at, expiryTime: mail.expiresAt },
  canRetry: isGivenUp && (mail.expiresAt === null || mail.expiresAt > now),
  lastError: mail.lastError,
});

const unknown = '7c1d7a54-9be1-4b2e-8d54-0f2c1f0f6a11';

export const undeliveredMailVocabulary: Vocabulary = {
  tags: {
    Mail: 'Mail that was not delivered, and what is said to the mail server.',
  },
  meanings: {
    'UndeliveredMailDto.kind': 'What it tells, such as `PasswordChanged`: the name of its message template.',
    'UndeliveredMailDto.attempts': 'How often it was tried.',
    'UndeliveredMailDto.time': 'When it was given up, or when it is due.',
    'UndeliveredMailDto.expiryTime': 'From then on it is of no use; null: never.',
    'UndeliveredMailDto.canRetry': 'Whether it was given up and can still be tried again.',
    'UndeliveredMailDto.lastError':
      'What went wrong the last time; the same of every network failure, which only the log tells.',
    'RetryMailCommand.ids': 'Which ones.',
    'RetryMailCommand.all': 'All of them instead.',
    'DiscardMailCommand.ids': 'Which ones.',
    'DiscardMailCommand.all': 'All of them instead.',
    'MailCountDto.count': 'How many there were.',
    'MailDeliveryDto.canSend': 'Whether a mail server with a sender is set up. Whether it answers is not tried.',
  },
  examples: {
    parameters: { 'Mail_GetUndelivered.state': 'givenUp' },
    bodies: { RetryMailCommand: { ids: [unknown] }, DiscardMailCommand: { ids: [unknown] } },
    members: {
      'UndeliveredMailDto.id': unknown,
      'UndeliveredMailDto.kind': 'PasswordChanged',
      'UndeliveredMailDto.time': exampleTime,
      'UndeliveredMailDto.lastError': 'EENVELOPE 550 RCPT TO',
    },
  },
};
