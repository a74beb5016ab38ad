import { checkChain, readChainState } from '../../directory/audit/chain-check.ts';
import { auditMessage } from '../../directory/audit/message.ts';
import { searchAudit, searchWholeAudit } from '../../directory/audit/search.ts';
import type { StoredAuditEntry } from '../../directory/audit.ts';
import type { Tables } from '../../directory/store.ts';
import { dto, flag, int64Out, listOf, moment, nullable, type Returned, string } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { optionalMoment, optionalText, partition, searchText, wholeNumber } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { csvLines } from '../csv.ts';

export const AuditEventDto = dto('AuditEventDto', {
  sequence: int64Out,
  createdOn: moment,
  category: string,
  action: string,
  message: string,
  actorType: string,
  actorId: nullable(string),
  actorName: string,
  actorEmail: nullable(string),
  targetId: nullable(string),
  details: string,
  clientIpAddress: nullable(string),
  traceId: nullable(string),
  hash: string,
});

export const AuditSearchResult = dto('AuditSearchResult', {
  results: listOf(AuditEventDto),
  next: nullable(int64Out),
  searchedBackTo: nullable(moment),
});

export const AuditChainDto = dto('AuditChainDto', {
  entryCount: int64Out,
  lastSequence: int64Out,
  lastHash: string,
  archivedThrough: int64Out,
  archivedTime: nullable(moment),
  archiveFile: nullable(string),
  isSigned: flag,
});

export const AuditChainCheckDto = dto('AuditChainCheckDto', {
  firstSequence: int64Out,
  lastSequence: int64Out,
  isIntact: flag,
  faultySequence: nullable(int64Out),
  fault: nullable(string),
  next: nullable(int64Out),
});

const access = 'audit.read';
const tag = 'AuditQuery';
const path = '/api/AuditQuery/{partitionGlobalId}';
const parameters = { partitionGlobalId: partition() };

/** What a search can ask for. */
const filters = {
  about: optionalText('The id of who did it, or of what it was done to.'),
  actor: optionalText('Who did it: the id, the name or the e-mail address, exactly as the entry has it.'),
  category: optionalText('What it is about, such as `User`.'),
  action: optionalText('What was done, such as `Create`.'),
  since: optionalMoment('Only what happened at this time or later.'),
  until: optionalMoment('Only what happened at this time or earlier.'),
  text: searchText('A part of names, ids, addresses or details, in any letter case.'),
  language: optionalText('Language of the messages, such as `de`. English where there is no other.'),
};

/** One file has no more. */
const mostInFile = 1_000_000;

type Logs = Pick<Tables, 'audit' | 'auditAnchors'>;

/** Finding entries of an audit log, and whether it is whole. The original has no such operations. */
export function auditSearchEndpoints(logs: Logs): readonly Endpoint[] {
  return [...searching(logs), ...checking(logs)];
}

function searching(logs: Logs): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'AuditQuery_Search',
      tag,
      summary: 'Finds what happened in an organization, the newest first',
      description:
        'Every filter must be met. `next` of an answer is `before` of the next page. Where it would take long to find more, a page ' +
        'has fewer entries than were asked for, or none, and says how far it has come: the next one goes on from there.',
      method: 'GET',
      path: `${path}/search`,
      access,
      parameters,
      query: {
        ...filters,
        before: wholeNumber('Only entries with a smaller number.', {
          least: 1,
          most: Number.MAX_SAFE_INTEGER,
          fallback: undefined,
        }),
        top: wholeNumber('How many at most.', { least: 1, most: 1000, fallback: 50 }),
      },
      answer: { status: 200, shape: AuditSearchResult },
      handle: async ({ permitted, query: { before, top: limit, language = 'en', ...search } }) => {
        const {
          entries,
          next = null,
          reachedAt = null,
        } = await searchAudit(logs, permitted, search, { before, limit });
        return { results: entries.map((entry) => toDto(entry, language)), next, searchedBackTo: reachedAt };
      },
    }),
    describeEndpoint({
      operationId: 'AuditQuery_DownloadSearch',
      tag,
      summary: 'Downloads what a search finds as CSV, the newest first',
      description:
        'RFC 4180. A value that a spreadsheet would take for a formula has an apostrophe in front. One file has no more than a million entries.',
      method: 'GET',
      path: `${path}/search/download`,
      access,
      parameters,
      query: filters,
      answer: { status: 200, download: { mediaType: 'text/csv; charset=utf-8' } },
      handle: async ({ permitted, query: { language = 'en', ...search } }) => ({
        fileName: 'audit.csv',
        content: csvLines(
          Object.keys(AuditEventDto.members),
          rowsOf(searchWholeAudit(logs, permitted, search, mostInFile), language),
        ),
      }),
    }),
  ];
}

function checking(logs: Logs): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'AuditQuery_GetChain',
      tag,
      summary: 'Shows where the audit log of an organization begins and ends',
      description: 'Entries are numbered and chained by hashes. What was moved into a file is no longer in the store.',
      method: 'GET',
      path: `${path}/chain`,
      access,
      parameters,
      answer: { status: 200, shape: AuditChainDto },
      handle: async ({ permitted }) => {
        const { count, head, anchor, isSigned } = await readChainState(logs, permitted);
        return {
          ...{ entryCount: count, lastSequence: head?.sequence ?? 0, lastHash: head?.hash ?? '' },
          archivedThrough: anchor?.sequence ?? 0,
          ...{ archivedTime: anchor?.archivedAt ?? null, archiveFile: anchor?.file ?? null, isSigned },
        };
      },
    }),
    describeEndpoint({
      operationId: 'AuditQuery_CheckChain',
      tag,
      summary: 'Checks a part of the audit log: whether an entry was altered or is missing',
      description:
        'Ten thousand entries in one request; `next` is `after` of the request for the next ones. With the last of them, the end of ' +
        'the log is checked as well.',
      method: 'GET',
      path: `${path}/chain/check`,
      access,
      parameters,
      query: {
        after: wholeNumber('The number of the last entry that was checked.', {
          ...{ least: 0, most: Number.MAX_SAFE_INTEGER, fallback: 0 },
        }),
      },
      answer: { status: 200, shape: AuditChainCheckDto },
      handle: async ({ permitted, query }) => {
        const { from, to, fault, next = null } = await checkChain(logs, permitted, query.after);
        return {
          ...{ firstSequence: from, lastSequence: to, isIntact: fault === undefined },
          ...{ faultySequence: fault?.sequence ?? null, fault: fault?.reason ?? null, next },
        };
      },
    }),
  ];
}

const toDto = (entry: StoredAuditEntry, language: string): Returned<typeof AuditEventDto> => ({
  sequence: entry.sequence,
  createdOn: entry.at,
  category: entry.category,
  action: entry.action,
  message: auditMessage(entry, language),
  actorType: entry.actor.type,
  actorId: entry.actor.id,
  actorName: entry.actor.name,
  actorEmail: entry.actor.email,
  targetId: entry.targetId,
  details: entry.details,
  clientIpAddress: entry.clientIp,
  traceId: entry.traceId,
  hash: entry.hash,
});

async function* rowsOf(entries: AsyncIterable<StoredAuditEntry>, language: string) {
  for await (const entry of entries) {
    const row = { ...toDto(entry, language), createdOn: new Date(entry.at).toISOString() };
    yield Object.values(row).map((value) => (value === null ? null : String(value)));
  }
}

export const auditSearchVocabulary: Vocabulary = {
  meanings: {
    sequence: 'The number of the entry in the log of the organization: from 1, without gaps.',
    actorType: 'Who did it: `user`, `application`, or `system` for the operator and the server itself.',
    actorId: 'The id of who did it.',
    actorName: 'The name of who did it.',
    actorEmail: 'The e-mail address of the person who did it.',
    targetId: 'The id of what it was done to.',
    'AuditEventDto.details': 'What changed, as JSON in a text.',
    'AuditEventDto.clientIpAddress': 'The network address from which it was asked for.',
    'AuditEventDto.traceId': 'Under which the log of the server has the request.',
    'AuditEventDto.hash': 'SHA-256 over the hash of the entry before and everything that this one says.',
    'AuditSearchResult.next': '`before` of the next page; null: there is none.',
    'AuditChainCheckDto.next': '`after` of the next request; null: there is nothing more to check.',
    searchedBackTo: 'When the last entry that was looked at was written; null: all of them were looked at.',
    entryCount: 'How many entries are in the store.',
    lastSequence: 'The number of the last entry.',
    lastHash: 'The hash of the last entry: written down elsewhere, it shows that the log up to there is the same.',
    archivedThrough: 'The number of the last entry that was moved into a file; 0: none was.',
    archivedTime: 'When that was done.',
    archiveFile: 'The name that the file had.',
    isSigned: 'Whether the ends of the log were written with the key of this installation, and nothing stands behind.',
    firstSequence: 'The number of the first entry that was checked.',
    isIntact: 'Whether nothing is wrong with what was checked.',
    faultySequence: 'The number of the first entry that is wrong.',
    'AuditChainCheckDto.fault':
      'What is wrong with it: `missing`, `altered`, or `forged` where the end of the log is none that this installation wrote.',
  },
  examples: {
    parameters: { 'AuditQuery_Search.about': 'har-3107', 'AuditQuery_Search.text': 'potter' },
    members: {
      ...{ sequence: 1, actorType: 'application', actorName: 'Owl Post', actorEmail: null, targetId: 'har-3107' },
      ...{ 'AuditEventDto.details': '{}', 'AuditEventDto.traceId': null, 'AuditSearchResult.next': null },
      ...{ searchedBackTo: null, archivedTime: null, archiveFile: null, isSigned: true, isIntact: true },
    },
  },
};
