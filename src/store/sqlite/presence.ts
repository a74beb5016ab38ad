import { statSync } from 'node:fs';

/** What is said when it is not. */
export const notOfThisName = 'The file that is open is not the one of this name.';

/**
 * Returns a function that says whether the file that is open under a name is still the one of that name: after a folder
 * was moved away, or a volume unmounted, SQLite writes on into what nobody will find.
 */
export function presenceOf(file: string): () => boolean {
  if (file === ':memory:') return () => true;
  const opened = [file, `${file}-wal`]
    .map((name) => ({ name, id: identity(name) }))
    .filter(({ id }) => id !== undefined);
  return () => opened.every(({ name, id }) => identity(name) === id);
}

/** Undefined when there is no such file. */
function identity(name: string): string | undefined {
  try {
    const { dev, ino } = statSync(name, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
