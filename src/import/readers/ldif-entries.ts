import { isUtf8 } from 'node:buffer';
import type { BadRow } from '../person.ts';
import { type InputFile, UnreadableFile } from '../reader.ts';
import { textOf } from './text.ts';

/** An entry of a directory. */
export interface LdifEntry {
  /** Where it begins. */
  readonly line: number;
  readonly name: string;
  /** By the attribute in small letters, in the order of the file. */
  readonly attributes: ReadonlyMap<string, LdifAttribute>;
}

export interface LdifAttribute {
  /** As the file spells it. */
  readonly name: string;
  /** Bytes where it is no text. */
  readonly values: (string | Uint8Array)[];
}

/** Characters of a line with what continues it, such as a picture; and of an entry, such as a group of a million. */
const longestLine = 4 * 1024 * 1024;
const longestEntry = 256 * 1024 * 1024;
/** What the shortest line takes of that: each value is an object of its own. */
const lineOverhead = 32;

/** What `ldapsearch` writes behind the entries. */
const remarksOfSearches = /^(?:search|result|ref|matcheddn|numresponses|numentries|numreferences)$/;

/**
 * The entries of a file of LDIF (RFC 2849) with content, or with changes that all add an entry.
 *
 * @param wanted attributes in small letters; absent: all.
 * @throws UnreadableFile when it has changes of other kinds or is something else.
 */
export async function* ldifEntries(file: InputFile, wanted?: ReadonlySet<string>): AsyncGenerator<LdifEntry | BadRow> {
  const found: (LdifEntry | BadRow)[] = [];
  const reading = new EntryReading(file, wanted, found);
  let rest = '';
  for await (const piece of textOf(file)) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw tooLong(file);
    for (const line of lines) reading.push(line);
    yield* found.splice(0);
  }
  reading.push(rest);
  reading.push('');
  yield* found;
}

const tooLong = ({ name }: InputFile) => new UnreadableFile(`${name} has a line that is too long for LDIF.`);

/** With options, such as `cn;lang-de`. */
const attributeName = /^[\w.-]+(?:;[\w-]+)*$/;

class EntryReading {
  readonly #file: InputFile;
  readonly #wanted: ReadonlySet<string> | undefined;
  readonly #found: (LdifEntry | BadRow)[];
  #line = 0;
  /** The line to which others may be added, and where it begins. */
  #pending = '';
  #pendingLine = 0;
  #length = 0;
  #entry: { line: number; name: string | undefined; attributes: Map<string, LdifAttribute> } | undefined;
  #problem: string | undefined;

  constructor(file: InputFile, wanted: ReadonlySet<string> | undefined, found: (LdifEntry | BadRow)[]) {
    this.#file = file;
    this.#wanted = wanted;
    this.#found = found;
  }

  /** A line without its line feed. */
  push(raw: string): void {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    this.#line++;
    this.#length += line.length + lineOverhead;
    if (this.#length > longestEntry) throw this.#unreadable('has an entry that is too long', this.#line);
    if (line.startsWith(' ') && this.#pending !== '') {
      this.#pending += line.slice(1);
      if (this.#pending.length > longestLine) throw tooLong(this.#file);
      return;
    }
    this.#endLine();
    if (line === '') this.#endEntry();
    else {
      this.#pending = line;
      this.#pendingLine = this.#line;
    }
  }

  #endLine(): void {
    const line = this.#pending;
    this.#pending = '';
    if (line === '' || line.startsWith('#')) return;
    const end = line.indexOf(':');
    const name = line.slice(0, end);
    const sign = line.charAt(end + 1);
    const isWanted = this.#entry === undefined || this.#wanted?.has(name.toLowerCase()) !== false;
    if (!attributeName.test(name)) this.#malformed();
    else if (sign === '<') this.#problem = `line ${this.#pendingLine} has a value in another file, which is not read`;
    else if (!isWanted) return;
    else if (sign === ':') this.#add(name, decoded(line.slice(end + 2)));
    else this.#add(name, line.slice(end + 1).replace(/^ +/, ''));
  }

  #add(name: string, value: string | Uint8Array): void {
    const key = name.toLowerCase();
    const entry = this.#entry;
    const attribute = entry?.attributes.get(key);
    if (entry === undefined) this.#begin(key, value);
    else if (key === 'changetype') this.#requireAddition(value);
    else if (attribute) attribute.values.push(value);
    else entry.attributes.set(key, { name, values: [value] });
  }

  #begin(key: string, value: string | Uint8Array): void {
    const isName = key === 'dn' && typeof value === 'string';
    if (key === 'version') return;
    if (!isName && !remarksOfSearches.test(key)) throw this.#unreadable('is something else', this.#pendingLine);
    this.#entry = { line: this.#pendingLine, name: isName ? value : undefined, attributes: new Map() };
  }

  #requireAddition(change: string | Uint8Array): void {
    if (change === 'add') return;
    throw this.#unreadable('has changes, not entries', this.#pendingLine);
  }

  #malformed(): void {
    if (this.#entry === undefined) throw this.#unreadable('is something else', this.#pendingLine);
    this.#problem = `line ${this.#pendingLine} is neither an attribute nor the continuation of one`;
  }

  #endEntry(): void {
    const { line = 0, name, attributes = new Map() } = this.#entry ?? {};
    if (name !== undefined) {
      const position = `line ${line}`;
      this.#found.push(this.#problem ? { position, problem: this.#problem } : { line, name, attributes });
    }
    this.#entry = undefined;
    this.#problem = undefined;
    this.#length = 0;
  }

  #unreadable(problem: string, line: number): UnreadableFile {
    const expected = 'the entries of a directory in LDIF, as slapcat and ldapsearch write them';
    return new UnreadableFile(`${this.#file.name} ${problem}, in line ${line}. Expected were ${expected}.`);
  }
}

function decoded(base64: string): string | Uint8Array {
  const bytes = Buffer.from(base64, 'base64');
  return isUtf8(bytes) ? bytes.toString() : bytes;
}
