/** In the places of the parts of a prefix: no text of ours has these characters. */
const [above, last] = ['\u{E000}', '\u{E001}'];

/**
 * A long JSON text that is the same under every prefix but for the prefix. It is made once, and its pieces are shared by all
 * answers: anyone may ask for it as often as they like, under as many prefixes, and be slow to take it.
 *
 * @param textAt makes the text for a prefix, in which the segments above the last one may stand alone.
 */
export function sharedText(textAt: (prefix: string) => string): (prefix: string) => readonly Buffer[] {
  const pieces = textAt(`${above}/${last}`)
    .split(new RegExp(`([${above}${last}])`))
    .map((text) => (text === above || text === last ? text : Buffer.from(text)));
  return (prefix) => {
    const end = prefix.lastIndexOf('/');
    const inPlaceOf = { [above]: quoted(prefix.slice(0, end)), [last]: quoted(prefix.slice(end + 1)) };
    return pieces.map((piece) => (typeof piece === 'string' ? (inPlaceOf[piece] ?? Buffer.alloc(0)) : piece));
  };
}

/** As it stands within a text of JSON. */
const quoted = (text: string): Buffer => Buffer.from(JSON.stringify(text).slice(1, -1));
