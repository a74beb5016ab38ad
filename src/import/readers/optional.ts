/** Without the members that are undefined: a member that may be absent is not undefined. */
export function optional<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const present: Partial<T> = {};
  for (const name in members) if (members[name] !== undefined) present[name] = members[name];
  return present as { [K in keyof T]?: Exclude<T[K], undefined> };
}
