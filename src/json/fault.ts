/** The faults that reading found, and the list of them that becomes the response. */

/** One thing wrong: the path of the member, and the text. */
export interface ReadError {
  readonly key: string;
  readonly message: string;
}

/** Thrown where reading cannot go on; caught where it can be taken up again, never outside this folder. */
export class Fault extends Error {}

/** Thrown when nothing more can be recorded, to stop reading a body that is hostile or hopeless. */
export class TooManyFaults extends Error {}

/** As many errors as the framework records for one request. */
const MOST_ERRORS = 200;

/** A body can make each error repeat a path and a value; past this many characters of JSON nothing more is recorded. */
const MOST_TEXT = 32_768;

/** Of longer names, values and paths only the beginning is repeated. The longest text of our own is shorter. */
const LONGEST = 1000;

/** The text, or as much of it as belongs in a message. */
export function shortened(text: string, longest = LONGEST): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}

/** The errors of one reading, in the order in which they were found. */
export class FaultLog {
  readonly errors: ReadError[] = [];
  #text = 0;

  /** Records a fault met while the reader stood at `path` and `member` was being set. */
  record(fault: Fault, path: string, member: string): void {
    // Half a surrogate pair, which a message about one character can hold, cannot be sent.
    const key = shortened(keyOf(path, shortened(member))).toWellFormed();
    const message = fault.message.toWellFormed();
    this.errors.push({ key, message });
    this.#text += JSON.stringify(key + message).length;
    if (this.errors.length >= MOST_ERRORS || this.#text >= MOST_TEXT) throw new TooManyFaults();
  }
}

/** The framework's rule: the path, to which the member is added when the path does not seem to end with it. */
function keyOf(path: string, member: string): string {
  if (member === '' || namesMember(path, member)) return path;
  return path === '' || member.startsWith('[') ? path + member : `${path}.${member}`;
}

function namesMember(path: string, member: string): boolean {
  if (path.length <= member.length) return path === member;
  if (member.startsWith('[')) return path.endsWith(member);
  return path.endsWith(`.${member}`) || path.endsWith(`['${member}']`) || path.endsWith(`[${member}]`);
}
