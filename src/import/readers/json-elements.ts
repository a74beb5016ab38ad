import { type InputFile, UnreadableFile } from '../reader.ts';
import { type JsonForm, JsonSlicing } from './json-slicing.ts';
import { utf8Of } from './text.ts';

/** One value of a JSON file that is not read as a whole. */
export interface JsonElement {
  /** The member of the outermost object that it is, or in whose list it is; undefined where that is a list itself. */
  readonly member: string | undefined;
  /** Its place in the list; undefined of a member that is wanted as a whole. */
  readonly index: number | undefined;
  readonly value: unknown;
}

/** Which values of a file are wanted, and what it should be, for who has taken the wrong one. */
interface Wanted extends JsonForm {
  /** `a JSON list of users`. */
  readonly expected: string;
}

/**
 * The wanted values of a JSON file in their order. What is not wanted is read over; nothing is kept of either. It is cut
 * where values begin and end, and each of them is given to `JSON.parse`: a parser of streams, which makes tokens of all
 * that it meets, takes more than twice as long.
 *
 * @throws UnreadableFile when it is something else than JSON, or begins otherwise than expected, is cut off, or has a
 *   value that would take too much memory.
 */
export async function* jsonElements(file: InputFile, wanted: Wanted): AsyncGenerator<JsonElement> {
  const found: JsonElement[] = [];
  const unreadable = (problem: string) =>
    new UnreadableFile(`${file.name} ${problem}. Expected was ${wanted.expected}.`);
  const slicing = new JsonSlicing(wanted, {
    give: (element) => void found.push(element),
    fail: (problem) => {
      throw unreadable(problem);
    },
  });
  for await (const bytes of utf8Of(file)) {
    slicing.scan(bytes);
    yield* found.splice(0);
  }
  slicing.end();
}
