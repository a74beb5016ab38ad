import type { Planning } from './plan.ts';
import { refusal, type SeedPosition, spellPath, within } from './position.ts';

/**
 * Takes the id that an account to be made is declared to have, if it says one.
 *
 * @throws StartupError when another account has it, or had it: in whatever organization, and of whatever kind.
 */
export async function reserveId(
  { tables, reservedIds }: Pick<Planning, 'tables' | 'reservedIds'>,
  { id, position }: { readonly id: string | undefined; readonly position: SeedPosition },
): Promise<void> {
  if (id === undefined) return;
  const twin = reservedIds.get(id);
  if (twin) throw refusal(within(position, 'id'), `is taken by ${spellPath(twin)} already`);
  const subject = await tables.subjects.find(id);
  if (subject) {
    const where = subject.organizationId === null ? '' : ` in the organization ${subject.organizationId}`;
    const noun = nouns[subject.kind];
    throw refusal(within(position, 'id'), `is, or was, the id of ${noun}${where}, and an id is never given again`);
  }
  reservedIds.set(id, position);
}

const nouns = { user: 'a user', robotAccount: 'a robot account', application: 'an application' } as const;
