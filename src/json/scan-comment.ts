/** Comments: `// …` to the end of the line, and `/* … *​/`. */
import type { Reader } from './reader.ts';

const ASTERISK = 0x2a;
const SLASH = 0x2f;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Consumes the comment at the position; it becomes the current token, or goes unnoticed. */
export function scanComment(reader: Reader, asToken: boolean): void {
  const { source } = reader;
  source.position++;
  // One unit more than needed is asked for, so that `//` at the very end of the text is an unfinished comment.
  if (!source.has(1)) throw reader.fault('Unexpected end while parsing comment.');
  const kind = source.code();
  if (kind !== ASTERISK && kind !== SLASH) {
    throw reader.fault(`Error parsing comment. Expected: *, got ${source.character()}.`);
  }
  source.position++;
  const start = source.position;
  if (kind === SLASH) skipLine(reader);
  else skipBlock(reader);
  if (asToken) reader.setToken('Comment', source.text.slice(start, source.position - (kind === SLASH ? 0 : 2)));
}

function skipLine({ source }: Reader): void {
  while (source.has(0)) {
    const code = source.code();
    if (code === LINE_FEED || code === CARRIAGE_RETURN) return;
    source.position++;
  }
}

function skipBlock(reader: Reader): void {
  const { source } = reader;
  while (source.has(0)) {
    const code = source.code();
    if (code === LINE_FEED || code === CARRIAGE_RETURN) source.endLine(code);
    else source.position++;
    if (code === ASTERISK && source.has(0) && source.code() === SLASH) {
      source.position++;
      return;
    }
  }
  throw reader.fault('Unexpected end while parsing comment.');
}
