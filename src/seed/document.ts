import { readFileSync } from 'node:fs';
import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type YAMLError } from 'yaml';
import { StartupError } from '../errors.ts';
import type { Path, SeedPosition } from './position.ts';

export interface SeedDocument {
  /** Mappings as objects, lists as arrays, aliases replaced by what they stand for. */
  readonly value: unknown;
  readonly root: SeedPosition;
}

/**
 * The text of a file, which is UTF-8: in another encoding, names and passwords would be some that nobody can type.
 *
 * @param what the file is, for people.
 * @throws StartupError when it cannot be read.
 */
export function readText(what: string, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is not UTF-8' : message;
    throw new StartupError(`The ${what} ${file} cannot be read: ${reason}.`);
  }
}

/**
 * Reads YAML 1.2, remembering on which line everything stands.
 *
 * @throws StartupError when the text is no YAML, or has a tag or an alias that means nothing.
 */
export function readDocument(text: string, name: string): SeedDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const fail = (offset: number, reason: string): StartupError =>
    new StartupError(`${name}, line ${lineAt(offset)}: ${reason}.`);

  const [fault] = [...document.errors, ...document.warnings];
  if (fault) throw fail(fault.pos[0], explain(fault));
  if (!document.contents) throw fail(0, 'the file is empty');
  visit(document, {
    Alias: (_, alias) => {
      if (!alias.resolve(document)) throw fail(alias.range?.[0] ?? 0, unquoted);
    },
  });
  const lineOf = (path: Path): number => lineAt(offsetOf(document, path));
  try {
    return { value: document.toJS(), root: { file: { name, lineOf }, path: [] } };
  } catch {
    throw fail(0, 'the file has so many aliases of aliases that it would fill the memory');
  }
}

const unquoted = 'a value that begins with "!", "&" or "*" must stand in quotes';

/** The parser's own words, without the piece of the file that some of them end with: it may be a password. */
function explain({ code, message }: YAMLError): string {
  if (code === 'TAG_RESOLVE_FAILED') return unquoted;
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here, but a seed is one';
  return `this is not YAML: ${message.replace(/(?<=\w): .*/s, '')}`;
}

/** Where in the text the path leads, or as far along it as the text goes: no further than an alias. */
function offsetOf(document: Document.Parsed, path: Path): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (isScalar(pair?.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair?.value;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      offset = (node as { range?: readonly number[] } | undefined)?.range?.[0] ?? offset;
    }
  }
  return offset;
}
