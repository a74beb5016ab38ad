import type { Planning } from './plan.ts';
import { inside, type Place, refusal, spell } from './position.ts';

/**
 * Takes the id that an account to be made is declared to have, if it says one.
 *
 * @throws StartupError when another account has it, or had it: in whatever organization, and of whatever kind.
 */
export async function takeId(
  { tables, takenIds }: Pick<Planning, 'tables' | 'takenIds'>,
  { id, place }: { readonly id: string | undefined; readonly place: Place },
): Promise<void> {
  if (id === undefined) return;
  const twin = takenIds.get(id);
  if (twin) throw refusal(inside(place, 'id'), `is taken by ${spell(twin)} already`);
  const subject = await tables.subjects.find(id);
  if (subject) {
    const where = subject.organizationId === null ? '' : ` in the organization ${subject.organizationId}`;
    const noun = nouns[subject.kind];
    throw refusal(inside(place, 'id'), `is, or was, the id of ${noun}${where}, and an id is never given again`);
  }
  takenIds.set(id, place);
}

const nouns = { user: 'a user', robotAccount: 'a robot account', application: 'an application' } as const;
