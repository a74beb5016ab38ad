/** Does work of one kind, by a name, piece by piece in the order in which it came; all other work goes on beside it. */
export function oneAtATime(): <T>(name: string, work: () => Promise<T>) => Promise<T> {
  const latest = new Map<string, Promise<unknown>>();
  return async (name, work) => {
    const before = latest.get(name) ?? Promise.resolve();
    const own = before.then(work, work);
    latest.set(name, own);
    try {
      return await own;
    } finally {
      if (latest.get(name) === own) latest.delete(name);
    }
  };
}
