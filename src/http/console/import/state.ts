import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { type Mapping, members } from './mapping.ts';

/** A row that nobody was made of, and why. */
export interface LeftOut {
  readonly line: string;
  readonly who: string;
  readonly why: string;
}

/**
 * How far an import has come. It goes along in the forms of its pages, so that the server keeps nothing of it: any node can go
 * on with it, and nothing is left when somebody walks away. It holds nothing that its sender could not have sent.
 */
export interface ImportState {
  /** The whole file. */
  readonly text: string;
  readonly mapping: Mapping;
  readonly isInvited: boolean;
  readonly groupIds: readonly string[];
  /** Rows that are done. */
  readonly position: number;
  readonly made: number;
  readonly leftOut: readonly LeftOut[];
}

/** Of a file and of what is told of its rows, unpacked. */
const mostBytes = 4 * 1024 * 1024;

const [pack, unpack] = [promisify(deflateRaw), promisify(inflateRaw)];

export const packed = async (state: ImportState): Promise<string> =>
  ((await pack(JSON.stringify(state))) as Buffer).toString('base64url');

/** Undefined of what no page of ours has sent. */
export async function unpacked(text: string): Promise<ImportState | undefined> {
  try {
    const bytes = (await unpack(Buffer.from(text, 'base64url'), { maxOutputLength: mostBytes })) as Buffer;
    const state: unknown = JSON.parse(bytes.toString());
    return isState(state) ? state : undefined;
  } catch {
    return undefined;
  }
}

function isState(value: unknown): value is ImportState {
  const state = (value ?? {}) as Partial<Record<keyof ImportState, unknown>>;
  const { text, mapping, isInvited, groupIds, position, made, leftOut } = state;
  const isMapping = Object.entries(mapping ?? {}).every(
    ([name, index]) => members.some((member) => member === name) && isCount(index),
  );
  const isText = (one: unknown) => typeof one === 'string';
  return [
    ...[isText(text), isMapping, typeof isInvited === 'boolean', isCount(position), isCount(made)],
    Array.isArray(groupIds) && groupIds.every(isText),
    Array.isArray(leftOut) && leftOut.every(({ line, who, why }) => [line, who, why].every(isText)),
  ].every(Boolean);
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
