import { canonical } from '../directory/canonical.ts';
import { storedId } from '../directory/identifier.ts';
import { asKept } from '../directory/name.ts';
import { loginKey } from '../directory/user.ts';
import { sortInTurns, takeTurns } from '../turns.ts';
import { markOfId } from './assess.ts';
import { Digests } from './digests.ts';
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
 * of the store, whose pages are changed once for all of them, and not once for each. A person who has a name, an id or an account
 * elsewhere that an earlier person of the stretch has comes behind all of those, in the order of the files: the first one wins.
 *
 * The next stretch is read meanwhile; people who wait are kept as text, which takes a tenth of the memory.
 *
 * @param onRead told of each row when it has been read.
 */
export async function* inNameOrder(
  rows: AsyncIterable<readonly ImportedRow[]>,
  onRead: (row: ImportedRow) => void,
): AsyncGenerator<readonly ImportedRow[], undefined> {
  const stretches = stretchesOf(rows, onRead);
  try {
    for (let next = stretches.next(); ; ) {
      const { value: stretch, done } = await next;
      if (done) return undefined;
      next = stretches.next();
      // Its failure is for the caller that waits for it, in the next round.
      next.catch(() => {});
      yield stretch.others;
      yield* peopleOf(stretch);
    }
  } finally {
    await stretches.return(undefined);
  }
}

/** Some at a time. Each text goes as soon as it has been read again, so that the next stretch has its place. */
async function* peopleOf({ people, later }: Stretch): AsyncGenerator<readonly ImportedPerson[]> {
  const lastFirst = await sortInTurns(people.splice(0), (one, other) =>
    one.key > other.key ? -1 : one.key === other.key ? 0 : 1,
  );
  for (const waiting of [lastFirst, later.reverse()]) {
    while (waiting.length > 0) {
      await takeTurns();
      yield JSON.parse(`[${nextOf(waiting).join(',')}]`);
    }
  }
}

/** Those that are read together, which takes half the time, and no longer than a single one of the longest. */
const charactersAtOnce = 100_000;

function nextOf(lastFirst: Waiting[]): readonly string[] {
  const texts: string[] = [];
  for (let characters = 0; characters < charactersAtOnce; ) {
    const next = lastFirst.pop();
    if (!next) break;
    texts.push(next.text);
    characters += next.text.length;
  }
  return texts;
}

interface Waiting {
  /** The user name as it is compared. */
  readonly key: string;
  readonly text: string;
}

interface Stretch {
  readonly people: Waiting[];
  /** Those who have something that an earlier person has. */
  readonly later: Waiting[];
  /** What is no person. */
  readonly others: ImportedRow[];
}

const emptyStretch = (): Stretch => ({ people: [], later: [], others: [] });

async function* stretchesOf(
  rows: AsyncIterable<readonly ImportedRow[]>,
  onRead: (row: ImportedRow) => void,
): AsyncGenerator<Stretch, undefined> {
  let [stretch, met, characters, size]: [Stretch, Digests, number, number] = [
    emptyStretch(),
    new Digests(),
    0,
    sizes.first,
  ];
  const add = (row: ImportedRow): void => {
    if (!isPerson(row)) return void stretch.others.push(row);
    const [key, text] = [canonical(asKept(row.userName)), JSON.stringify(row)];
    (meets(met, row, key) ? stretch.later : stretch.people).push({ key, text });
    characters += text.length;
  };
  for await (const some of rows) {
    for (const row of some) {
      const turn = takeTurns();
      if (turn) await turn;
      onRead(row);
      add(row);
      if (stretch.people.length + stretch.later.length < size && characters < mostCharacters) continue;
      yield stretch;
      [stretch, met, characters, size] = [emptyStretch(), new Digests(), 0, Math.min(sizes.growth * size, sizes.most)];
    }
  }
  yield stretch;
  return undefined;
}

/** Whether an earlier person has something that is given to one alone. */
function meets(met: Digests, { email, id, logins = [] }: ImportedPerson, nameKey: string): boolean {
  const emailKey = canonical(email ?? '');
  let isMet = !met.add(nameKey);
  const meet = (text: string) => {
    if (!met.add(text)) isMet = true;
  };
  if (emailKey !== '' && emailKey !== nameKey) meet(emailKey);
  if (id !== undefined) meet(markOfId(storedId(id)));
  for (const login of logins.length === 0 ? [] : new Set(logins.map(loginKey))) meet(`\0\0${login}`);
  return isMet;
}
