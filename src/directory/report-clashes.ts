import type { Subjects } from './subject.ts';

/** Ids named in the log line. */
const named = 10;

/** Says, at the start, which accounts share an id with others since before that was impossible. */
export async function reportClashes(
  subjects: Subjects,
  log: { warn(fields: object, message: string): void },
): Promise<void> {
  const { totalCount, some } = await subjects.clashes(named);
  if (totalCount === 0) return;
  const ids = some.map(({ other }) => other.id);
  log.warn({ count: totalCount, ids }, 'several accounts have one id; "gatehouse doctor" lists them');
}
