import type { FactorKind } from '../../src/directory/factor.ts';
import { newId } from '../../src/directory/identifier.ts';
import type { UserKey } from '../../src/directory/user.ts';
import type { Gatehouse } from './gatehouse.ts';

/** Writes a second factor that nobody can prove: for what only counts and lists them. Returns its id. */
export async function giveFactor(
  { store }: Pick<Gatehouse, 'store'>,
  { organizationId, id: userId }: UserKey,
  kind: FactorKind = 'totp',
): Promise<string> {
  const id = newId();
  const factor = { organizationId, userId, id, kind, name: kind, state: '{}', sealedSecret: null };
  await store.factors.insert({ ...factor, createdAt: Date.now(), lastUsedAt: null });
  return id;
}
