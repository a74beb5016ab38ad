/** Skipping what is not read: a container that is nested too deeply. */
import { END, type Source } from './source.ts';

const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;
const ASTERISK = 0x2a;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;

/**
 * Consumes the rest of a container whose opening bracket has just been consumed, and its closing bracket, in one pass
 * that only counts how many are open. Brackets in texts and comments do not count, and the kind of a bracket does not
 * matter.
 */
export function skipBalanced(source: Source): void {
  for (let open = 1; open > 0; ) {
    const code = source.significant();
    if (code === END) return;
    source.position++;
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) skipText(source, code);
    else if (code === SLASH) skipComment(source);
    else open += change(code);
  }
}

/** By how much the character changes the number of containers that are open. */
function change(code: number): number {
  switch (code) {
    case 0x28: // (
    case 0x5b: // [
    case 0x7b: // {
      return 1;
    case 0x29: // )
    case 0x5d: // ]
    case 0x7d: // }
      return -1;
    default:
      return 0;
  }
}

function skipText(source: Source, quote: number): void {
  while (source.has(0)) {
    const code = source.consume();
    if (code === quote) return;
    if (code === BACKSLASH && source.has(0)) source.consume();
  }
}

function skipComment(source: Source): void {
  const kind = source.code();
  if (kind !== ASTERISK && kind !== SLASH) return;
  const end = kind === SLASH ? /[\r\n]/g : /\*\//g;
  end.lastIndex = source.position + 1;
  const stop = end.test(source.text) ? end.lastIndex : source.text.length;
  while (source.position < stop) source.consume();
}
