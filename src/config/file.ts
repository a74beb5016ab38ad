import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument, visit, type YAMLError } from 'yaml';
import { StartupError } from '../errors.ts';

/**
 * The lines of a configuration file, every value as text; a list becomes one text with commas.
 *
 * @throws StartupError when the file cannot be read or holds anything but `name: value` lines.
 */
export function readConfigFile(file: string): Readonly<Record<string, string>> {
  const content = parseFile(file);
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new StartupError(`The configuration file ${file} must hold "name: value" lines.`);
  }
  return Object.fromEntries(Object.entries(content).map(([name, value]) => [name, textOf(file, name, value)]));
}

function textOf(file: string, name: string, value: unknown): string {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  if (values.every((one) => ['string', 'number', 'boolean'].includes(typeof one))) return values.join(',');
  throw new StartupError(
    `${file}: the setting "${name}" has no value, or one that is more than a text, number or list.`,
  );
}

function parseFile(file: string): unknown {
  const fail = (reason: string): StartupError =>
    new StartupError(`The configuration file ${file} cannot be read: ${reason}.`);
  const lines = new LineCounter();
  const document = parseDocument(readText(file, fail), { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault) throw fail(`line ${Math.max(1, lines.linePos(fault.pos[0]).line)}: ${explain(fault)}`);
  visit(document, {
    Scalar: (_, scalar) => {
      // A password of digits is a text: as a number it would lose its zeros, or more.
      if (typeof scalar.value === 'number') scalar.value = scalar.source;
    },
  });
  try {
    return document.toJS();
  } catch {
    throw fail(`an alias means nothing, or too much; ${unquoted}`);
  }
}

function readText(file: string, fail: (reason: string) => StartupError): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw fail((error as Error).message);
  }
}

const unquoted = 'a value that begins with "!", "&" or "*" must stand in quotes';

/** The parser's own words, without the piece of the file that some of them end with: it may be a password. */
const explain = ({ code, message }: YAMLError): string =>
  code === 'TAG_RESOLVE_FAILED' ? unquoted : message.replace(/(?<=\w): .*/s, '');
