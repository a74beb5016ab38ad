import type { Tables } from './store.ts';

/** Ids named in the log line. */
const named = 10;

/** Says, at the start, which accounts share an id or a name with others since before that was impossible. */
export async function reportClashes(
  { subjects, nameClashes }: Pick<Tables, 'subjects' | 'nameClashes'>,
  log: { warn(fields: object, message: string): void },
): Promise<void> {
  const shared = await subjects.clashes(named);
  if (shared.totalCount > 0) {
    const ids = shared.some.map(({ other }) => other.id);
    log.warn({ count: shared.totalCount, ids }, 'several accounts have one id; "gatehouse doctor" lists them');
  }
  const names = await nameClashes.list(named);
  if (names.totalCount > 0) {
    const ids = names.some.map(({ id }) => id);
    log.warn({ count: names.totalCount, ids }, 'several accounts had one name; "gatehouse doctor" lists them');
  }
}
