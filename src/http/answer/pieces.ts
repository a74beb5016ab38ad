import type { AnswerShape, EnumValues } from '../../operation/answer-shape.ts';
import { nextTurn } from '../../turns.ts';
import { createWriter } from './write.ts';

// A long answer is written while it is sent, so that it is never in memory as a whole, and with a pause after each
// piece, in which others are answered.

/** The JSON text of a value, piece by piece. */
export type PieceWriter = (value: unknown) => AsyncGenerator<string>;

/** Text, or what is to be waited for: a list whose elements come one by one. */
type Fragment = string | AsyncIterable<string>;

type Fragments = (value: unknown) => Iterable<Fragment>;

/** UTF-16 units of a piece, at least. */
const pieceLength = 65_536;

/** Makes the writer of a shape once. A value may give the elements of any list of objects in it as they come. */
export function createPieceWriter(shape: AnswerShape, enumValues: EnumValues): PieceWriter {
  const fragments = compile(shape, enumValues);
  return (value) => joined(flat([fragments(value)]));
}

const isAsync = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

async function* joined(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const text of texts) {
    piece += text;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
    await nextTurn();
  }
  yield piece;
}

type Parts = Iterable<Iterable<Fragment>> | AsyncIterable<Iterable<Fragment>>;

/** What is there already is put together: to wait for each fragment would take longer than making it. */
async function* flat(parts: Parts): AsyncGenerator<string> {
  let text = '';
  for await (const part of parts) {
    for (const fragment of part) {
      if (typeof fragment === 'string') text += fragment;
      else {
        yield text;
        text = '';
        yield* fragment;
      }
      if (text.length < pieceLength) continue;
      yield text;
      text = '';
    }
  }
  yield text;
}

async function* asTheyCome(list: AsyncIterable<unknown>, element: Fragments): AsyncGenerator<Iterable<Fragment>> {
  let separator = '[';
  for await (const one of list) {
    yield behind(separator, element(one));
    separator = ',';
  }
  yield [separator === '[' ? '[]' : ']'];
}

function* behind(separator: string, fragments: Iterable<Fragment>): Generator<Fragment> {
  yield separator;
  yield* fragments;
}

/** Lists of objects are taken apart, down to objects without such lists. */
function compile(shape: AnswerShape, enumValues: EnumValues): Fragments {
  if (!isLong(shape)) {
    const write = createWriter(shape, enumValues);
    return (value) => [JSON.stringify(write(value as never))];
  }
  if (shape.kind === 'list') {
    const element = compile(shape.of, enumValues);
    return function* (value) {
      if (isAsync(value)) return yield flat(asTheyCome(value, element));
      let separator = '[';
      for (const one of value as Iterable<unknown>) {
        yield* behind(separator, element(one));
        separator = ',';
      }
      yield separator === '[' ? '[]' : ']';
    };
  }
  const members = Object.entries(shape.kind === 'dto' ? shape.members : {}).map(
    ([name, member]) => [name, compile(member, enumValues), member.kind === 'optional'] as const,
  );
  return function* (value) {
    let separator = '{';
    for (const [name, member, isOptional] of members) {
      const own = (value as Record<string, unknown>)[name];
      if (isOptional && own === undefined) continue;
      yield `${separator}${JSON.stringify(name)}:`;
      yield* member(own);
      separator = ',';
    }
    yield separator === '{' ? '{}' : '}';
  };
}

/** Whether there is a list of objects in it, not counting what may be null or one of several things. */
function isLong(shape: AnswerShape): boolean {
  if (shape.kind === 'list') return shape.of.kind === 'dto' || shape.of.kind === 'oneOf';
  return shape.kind === 'dto' && Object.values(shape.members).some(isLong);
}
