import { loadOverview } from '../../directory/activity.ts';
import { dto, int64Out, listOf, moment, nullable } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { partition, wholeNumber } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { exampleTime } from './example-world.ts';
import type { ResourceTools } from './resource-tools.ts';

export const OverviewDto = dto('OverviewDto', {
  days: listOf(
    dto('DayActivityDto', {
      from: moment,
      signInAttempts: int64Out,
      refusedSignIns: nullable(int64Out),
      auditEntries: int64Out,
    }),
  ),
  outdatedPasswordHashes: int64Out,
});

/** How much happens in an organization. The original has no such operation. */
export function overviewEndpoints({ store, now }: ResourceTools): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'Overview_Get',
      tag: 'Overview',
      summary: 'Tells how much happened in an organization on the latest days, in UTC',
      method: 'GET',
      path: '/api/Overview/{partitionGlobalId}',
      access: 'audit.read',
      parameters: { partitionGlobalId: partition() },
      query: { days: wholeNumber('How many days, this one among them.', { least: 1, most: 31, fallback: 7 }) },
      answer: { status: 200, shape: OverviewDto },
      handle: async ({ permitted, query: { days } }) => await loadOverview(store, permitted, { days, now: now() }),
    }),
  ];
}

export const overviewVocabulary: Vocabulary = {
  tags: {
    Overview: 'How much happens in an organization.',
  },
  meanings: {
    days: 'The days, from the earliest to this one.',
    from: 'When the day begins.',
    signInAttempts: 'How often people have tried to sign in.',
    refusedSignIns: 'How many of these attempts were refused; null when there were more than 10,000.',
    auditEntries: 'How many entries the audit log has of the day.',
    outdatedPasswordHashes:
      'How many hashes of passwords were made by another product, or are weaker than a new one; each is made anew when its owner signs in.',
  },
  examples: {
    members: {
      'DayActivityDto.from': exampleTime,
      signInAttempts: 42,
      refusedSignIns: 2,
      auditEntries: 7,
      outdatedPasswordHashes: 0,
    },
  },
};
