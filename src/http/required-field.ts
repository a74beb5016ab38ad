import { type GatehouseError, invalidMember } from '../errors.ts';

/** Refuses a request without a member that it needs. `key` is the path of the member, such as `Scopes[0].Name`. */
export function requiredField(key: string): GatehouseError {
  const [, field = key] = /([A-Za-z]+)$/.exec(key) ?? [];
  return invalidMember(key, `The ${field} field is required.`);
}

/** The elements of a list that a request needs, of which one that is empty is none. @throws GatehouseError ValidationFailed. */
export function requireList<T>(key: string, list: readonly (T | null)[] | null | undefined): readonly T[] {
  if (!list) throw requiredField(key);
  return list.filter((element) => element !== null);
}
