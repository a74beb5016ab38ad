import { auditMessage } from '../../directory/audit/message.ts';
import { countAudit, readAudit } from '../../directory/audit/read.ts';
import type { AuditLog, AuditQuery, StoredAuditEntry } from '../../directory/audit.ts';
import { auditOrders } from '../../directory/audit.ts';
import { dto, moment, nullable, string } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { direction, optionalText, paging, partition, wholeNumber } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { csvLines } from '../csv.ts';
import { exampleTime } from './example-world.ts';

const AuditQueryRecordDto = dto('AuditQueryRecordDto', {
  createdOn: moment,
  category: nullable(string),
  action: nullable(string),
  auditLogDetails: nullable(string),
  userName: nullable(string),
  email: nullable(string),
  message: nullable(string),
  detailsVersion: nullable(string),
  source: nullable(string),
});

const access = 'audit.read';
const language = optionalText('Language of the messages, such as `de`. English where there is no other.');
const most = 2_147_483_647;

/** The download of the original's portal has had this many entries. */
const defaultSize = 5000;

export function auditEndpoints(store: { readonly audit: AuditLog }): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'AuditQuery_GetAuditEvents',
      tag: 'AuditQuery',
      summary: 'Lists what happened in an organization, the newest first',
      method: 'GET',
      path: '/api/AuditQuery/{partitionGlobalId}',
      aliases: [
        '/audit_/api/auditlogs',
        '/audit_/api/auditlogs/{partitionGlobalId}',
        '/portal_/api/auditLog',
        '/portal_/api/auditLog/{partitionGlobalId}',
      ],
      access,
      parameters: { partitionGlobalId: partition() },
      query: {
        language,
        top: wholeNumber('How many at most. One answer has no more than a million.', { least: 0, most, fallback: 10 }),
        skip: paging.skip,
        sortBy: paging.sortBy,
        sortOrder: direction('SortOrder', 'Direction of the sort; absent: the newest first, or by a member `asc`.'),
      },
      answer: { status: 200, pagesOf: { name: 'AuditQueryRecordDtoPagedResult', row: AuditQueryRecordDto } },
      handle: async ({ permitted, query }) => {
        const totalCount = await countAudit(store, permitted);
        return { totalCount, results: records(readAudit(store, permitted, queryOf(query)), query.language) };
      },
    }),
    describeEndpoint({
      operationId: 'AuditQuery_DownloadAuditEvents',
      tag: 'AuditQuery',
      summary: 'Downloads the newest entries as CSV',
      description: 'RFC 4180. A value that a spreadsheet would take for a formula has an apostrophe in front.',
      method: 'GET',
      path: '/api/AuditQuery/{partitionGlobalId}/download',
      aliases: [
        '/audit_/api/auditlogs/download',
        '/audit_/api/auditlogs/{partitionGlobalId}/download',
        '/portal_/api/auditLog/download',
        '/portal_/api/auditLog/{partitionGlobalId}/download',
      ],
      access,
      parameters: { partitionGlobalId: partition() },
      query: {
        language,
        size: wholeNumber('How many of the newest entries. One file has no more than a million.', {
          least: 0,
          most,
          fallback: defaultSize,
        }),
      },
      answer: { status: 200, download: { mediaType: 'application/octet-stream' } },
      handle: async ({ permitted, query }) => {
        const newest = { orderBy: 'createdOn', descending: true, skip: 0, limit: query.size } as const;
        const rows = csvRows(readAudit(store, permitted, newest), query.language);
        return { fileName: 'audit_logs.csv', content: csvLines(Object.keys(AuditQueryRecordDto.members), rows) };
      },
    }),
  ];
}

/** A row as it is written. */
type AuditRecord = { readonly createdOn: number } & Readonly<
  Record<Exclude<keyof (typeof AuditQueryRecordDto)['members'], 'createdOn'>, string | null>
>;

/** The same in every entry: sorted by them, entries stay in the order of writing. */
const constants = ['source', 'detailsversion'];

/**
 * Unless the caller says otherwise, the newest come first; a sort by a member begins where its order begins. Messages
 * and details have no order: their text is made when they are read.
 */
function queryOf(query: {
  readonly top: number;
  readonly skip: number;
  readonly sortBy: string | undefined;
  readonly sortOrder: 'asc' | 'desc' | undefined;
}): AuditQuery {
  const sortBy = query.sortBy?.toLowerCase();
  const isConstant = sortBy !== undefined && constants.includes(sortBy);
  const named = isConstant ? 'createdOn' : auditOrders.find((order) => order.toLowerCase() === sortBy);
  return {
    orderBy: named ?? 'createdOn',
    descending: query.sortOrder === undefined ? named === undefined : query.sortOrder === 'desc',
    skip: query.skip,
    limit: query.top,
  };
}

async function* records(
  entries: AsyncIterable<StoredAuditEntry>,
  language = 'en',
): AsyncGenerator<AuditRecord, void, undefined> {
  for await (const entry of entries) yield toRecord(entry, language);
}

const toRecord = (entry: StoredAuditEntry, language: string): AuditRecord => ({
  createdOn: entry.at,
  category: entry.category,
  action: entry.action,
  auditLogDetails: JSON.stringify(detailsOf(entry)),
  userName: entry.actor.name,
  email: entry.actor.email,
  message: auditMessage(entry, language),
  detailsVersion: '1.0',
  source: 'Identity',
});

/** What the entry is about comes first, under the name that its kind of record has elsewhere. */
function detailsOf({ category, targetId, details, clientIp, traceId, sequence, hash }: StoredAuditEntry): object {
  const target = targetId === null ? {} : { [targetNames[category] ?? 'id']: targetId };
  return { ...target, ...(JSON.parse(details) as object), clientIp, traceId, sequence, hash };
}

const targetNames: Readonly<Record<string, string>> = {
  Authentication: 'userId',
  User: 'userId',
  Group: 'groupId',
  RobotAccount: 'robotAccountId',
  ExternalClient: 'clientId',
};

async function* csvRows(
  entries: AsyncIterable<StoredAuditEntry>,
  language = 'en',
): AsyncGenerator<readonly (string | null)[]> {
  for await (const entry of entries) {
    const { createdOn, ...texts } = toRecord(entry, language);
    yield [new Date(createdOn).toISOString(), ...Object.values(texts)];
  }
}

export const auditVocabulary: Vocabulary = {
  tags: {
    AuditQuery: 'What happened in an organization.',
  },
  meanings: {
    createdOn: 'When it happened.',
    category: 'What it is about, such as `User`.',
    action: 'What was done, such as `Create`.',
    auditLogDetails: 'What changed, as JSON in a text.',
    'AuditQueryRecordDto.userName': 'Who did it.',
    'AuditQueryRecordDto.email': 'The e-mail address of the person who did it.',
    message: 'What happened, as a sentence.',
    detailsVersion: 'The version of the form of the details.',
    'AuditQueryRecordDto.source': 'The service that wrote the entry.',
  },
  examples: {
    parameters: {
      language: 'en',
    },
    members: {
      createdOn: exampleTime,
      category: 'User',
      action: 'Update',
      auditLogDetails: '{"userId":"har-3107"}',
      message: 'Owl Post changed the user harry.potter.',
      detailsVersion: '1.0',
      'AuditQueryRecordDto.source': 'Identity',
    },
  },
};
