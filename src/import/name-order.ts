import { canonical } from '../directory/canonical.ts';
import { parseUuid } from '../directory/identifier.ts';
import { asKept } from '../directory/name.ts';
import { loginKey } from '../directory/user.ts';
import { inTurns, sortInTurns, takeTurns } from '../turns.ts';
import { Digests, digestOf } from './digests.ts';
import { type ImportedPerson, type ImportedRow, isPerson } from './person.ts';

/**
 * So many people are put in order together: few at first, so that writing begins soon, then more than before by as much as
 * reading is faster than writing.
 */
const sizes = { first: 5000, growth: 1.5, most: 160_000 };

/** Of their text: 64 MiB, or twice that where names are not Latin. Two stretches are in memory. */
const mostCharacters = 64 * 1024 * 1024;

/**
 * The rows of a stretch of the files, its people by user name: those who are written together then lie side by side in the indexes
 * of the store, whose pages are changed once for all of them, and not once for each. Whoever has a name, an id or an account
 * elsewhere that an earlier person of the stretch has comes behind all of those, in the order of the files: the first one wins.
 *
 * The next stretch is read meanwhile; people who wait are kept as text, which takes a tenth of the memory.
 *
 * @param onRead told of each row when it has been read.
 */
export async function* inNameOrder(
  rows: AsyncIterable<ImportedRow>,
  onRead: (row: ImportedRow) => void,
): AsyncGenerator<ImportedRow, undefined> {
  const stretches = stretchesOf(rows, onRead);
  try {
    for (let next = stretches.next(); ; ) {
      const { value: stretch, done } = await next;
      if (done) return undefined;
      next = stretches.next();
      // Its failure is for whoever waits for it, in the next round.
      next.catch(() => {});
      yield* stretch.others;
      yield* peopleOf(stretch);
    }
  } finally {
    await stretches.return(undefined);
  }
}

/** Each text goes as soon as it has been read again, so that the next stretch has its place. */
async function* peopleOf({ people, later }: Stretch): AsyncGenerator<ImportedPerson> {
  const lastFirst = await sortInTurns(people.splice(0), (one, other) =>
    one.key > other.key ? -1 : one.key === other.key ? 0 : 1,
  );
  for (let person = lastFirst.pop(); person; person = lastFirst.pop()) {
    await takeTurns();
    yield JSON.parse(person.text);
  }
  for await (const text of inTurns(later)) yield JSON.parse(text);
}

interface Stretch {
  readonly people: { readonly key: string; readonly text: string }[];
  /** Those who have something that an earlier person has. */
  readonly later: string[];
  /** What is no person. */
  readonly others: ImportedRow[];
}

const emptyStretch = (): Stretch => ({ people: [], later: [], others: [] });

async function* stretchesOf(
  rows: AsyncIterable<ImportedRow>,
  onRead: (row: ImportedRow) => void,
): AsyncGenerator<Stretch, undefined> {
  let [stretch, met, characters, size]: [Stretch, Digests, number, number] = [
    emptyStretch(),
    new Digests(),
    0,
    sizes.first,
  ];
  for await (const row of rows) {
    await takeTurns();
    onRead(row);
    if (!isPerson(row)) {
      stretch.others.push(row);
      continue;
    }
    const text = JSON.stringify(row);
    const key = canonical(asKept(row.userName));
    if (meets(met, row, key)) stretch.later.push(text);
    else stretch.people.push({ key, text });
    characters += text.length;
    if (stretch.people.length + stretch.later.length < size && characters < mostCharacters) continue;
    yield stretch;
    [stretch, met, characters, size] = [emptyStretch(), new Digests(), 0, Math.min(sizes.growth * size, sizes.most)];
  }
  yield stretch;
  return undefined;
}

/** Whether an earlier person has something that is given to one alone. */
function meets(met: Digests, { email, id, logins = [] }: ImportedPerson, nameKey: string): boolean {
  const emailKey = canonical(email ?? '');
  const names = emailKey === '' || emailKey === nameKey ? [nameKey] : [nameKey, emailKey];
  const ids = id === undefined ? [] : [`\0${parseUuid(id) ?? id}`];
  const own = [...names, ...ids, ...logins.map((login) => `\0\0${loginKey(login)}`)];
  const { size } = met;
  for (const text of own) met.add(digestOf(text));
  return met.size < size + new Set(own).size;
}
