import { type ReadResult, readJson, readOrdinary } from '../../json/read.ts';
import type { ListShape, ObjectShape } from '../../json/shape.ts';
import { decodeBody } from './media-type.ts';

/** A body as it came in. */
export interface SentBody {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/** What a description says about the body of its operation. */
export interface BodyRules {
  readonly shape: ObjectShape;
  /** Whether no body, or null, is read as one with all members absent. */
  readonly isBodyOptional?: boolean | undefined;
  /** The member that a body which is a bare array stands for. */
  readonly bareListMember?: string | undefined;
}

/** The command, null when there is none; or what is wrong with it. */
export type BodyReading = ReadResult<object>;

/** Reads a body of any kind. The time it takes grows with its length and no faster. */
export function readBody(sent: SentBody, rules: BodyRules): BodyReading {
  return readBy(readJson, sent, rules);
}

/** Reads a body as most clients send it, in a tenth of the time; undefined for any other. */
export function readOrdinaryBody(sent: SentBody, rules: BodyRules): BodyReading | undefined {
  return readBy(readOrdinary, sent, rules);
}

type Read<Result> = (text: string, shape: ObjectShape | ListShape) => Result;

function readBy<Result extends BodyReading | undefined>(
  read: Read<Result>,
  { bytes, contentType }: SentBody,
  { shape, isBodyOptional, bareListMember }: BodyRules,
): Result {
  // Nothing is nothing in every charset, also in one that nobody knows.
  const text = bytes.length === 0 ? '' : decodeBody(bytes, contentType);
  if (bareListMember && text.trimStart().startsWith('[')) {
    return readBareList(read, text, shape, bareListMember);
  }
  const isAbsent = ['', 'null'].includes(text.trim());
  return read(isBodyOptional && isAbsent ? '{}' : text, shape);
}

/** Everything else that the body could have said is absent. */
function readBareList<Result extends BodyReading | undefined>(
  read: Read<Result>,
  text: string,
  { members }: ObjectShape,
  member: string,
): Result {
  const list = read(text, members[member] as ListShape);
  if (!list?.ok) return list;
  const absent = Object.fromEntries(Object.keys(members).map((name) => [name, null]));
  return { ...list, value: { ...absent, [member]: list.value } };
}
