import fc from 'fast-check';

/** One edit of a text, at a place given as a fraction of its length so that it fits a text of any length. */
interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** `text` with a few pieces taken out, put in or replaced. */
export function edited(text: string, pieces: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const edit: fc.Arbitrary<Edit> = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.nat(3),
    insert: pieces,
  });
  return fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) => edits.reduce(apply, text));
}

export const truncated = (text: string): fc.Arbitrary<string> =>
  fc.nat(Math.max(0, text.length - 1)).map((length) => text.slice(0, length));

function apply(text: string, { at, remove, insert }: Edit): string {
  const place = Math.floor(at * text.length);
  return text.slice(0, place) + insert + text.slice(place + remove);
}

export const anyText = fc.string({ unit: 'binary', maxLength: 40 });
export const anyAscii = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
});
export const anyBytes = fc.uint8Array({ maxLength: 200 });
