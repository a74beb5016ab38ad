/** Something in quotes, or the beginning of something without. */
const beginning = /\s*(?:"([^"]*(?:""[^"]*)*)"\s*|(?![\s"]))/y;

/** The texts that stand in one cell; each may stand in quotes, as cells of a table do. Without blanks around, and without empty ones. */
export const listIn = (cell: string, separator = ','): readonly string[] =>
  (quotedIn(cell, separator) ?? cell.split(separator)).map((one) => one.trim()).filter((one) => one !== '');

/** Undefined where there are no quotes, or they are something else than marks of where a text begins and ends. */
function quotedIn(cell: string, separator: string): readonly string[] | undefined {
  if (!cell.includes('"')) return undefined;
  const all: string[] = [];
  for (let at = 0; at <= cell.length; ) {
    beginning.lastIndex = at;
    const [whole, inside] = beginning.exec(cell) ?? [];
    if (whole === undefined) return undefined;
    const next = cell.indexOf(separator, at + whole.length);
    const end = next < 0 ? cell.length : next;
    if (inside !== undefined && end !== at + whole.length) return undefined;
    all.push(inside === undefined ? cell.slice(at, end) : inside.replaceAll('""', '"'));
    at = end + separator.length;
  }
  return all;
}

/** Texts as one cell that `listIn` reads: those that it would take apart, or take for quoted, stand in quotes. */
export const listText = (texts: readonly string[]): string =>
  texts.map((one) => (/^"|,/.test(one) ? `"${one.replaceAll('"', '""')}"` : one)).join(',');
