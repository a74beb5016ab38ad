import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { isUuid, newId } from '../../../directory/identifier.ts';
import { takeTurns } from '../../../turns.ts';
import { type Mapping, members } from './mapping.ts';
import { mostRows } from './table.ts';

/** A row that nobody was made of, and why. */
export interface LeftOut {
  readonly line: string;
  readonly who: string;
  readonly why: string;
  /** How many rows it stands for, from that line on; absent: that one. */
  readonly count?: number;
}

/** How many rows nobody was made of. */
export const countOf = (leftOut: readonly LeftOut[]): number => leftOut.reduce((sum, { count = 1 }) => sum + count, 0);

/**
 * How far an import has come. It goes along in the forms of its pages, so that the server keeps nothing of it: any node can go
 * on with it, and nothing is left when somebody walks away. It holds nothing that its sender could not have sent.
 */
export interface ImportState {
  /** Of this import: another one, whenever what would come of the rows is looked at anew. */
  readonly id: string;
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

/** Characters of a file. */
export const longestText = 1024 * 1024;

/** Of a file and of what is told of its rows, unpacked. */
const mostBytes = 4 * 1024 * 1024;

/** Characters of a line before the file. */
const longestLine = 32 * 1024;

const [pack, unpack] = [promisify(deflateRaw), promisify(inflateRaw)];

/** Lines: how far it has come, each row that was left out, and then the file. To read them takes a turn for each. */
export async function packed({ text, leftOut, ...rest }: ImportState): Promise<string> {
  const told = leftOut.map(({ line, who, why, count = 1 }) => JSON.stringify([line, cut(who), cut(why), count]));
  const lines = [JSON.stringify({ ...rest, told: told.length }), ...told, text];
  return ((await pack(lines.join('\n'))) as Buffer).toString('base64url');
}

const cut = (text: string): string => text.slice(0, 1000);

/** Undefined of what no page of ours has sent. */
export async function unpacked(packedText: string): Promise<ImportState | undefined> {
  try {
    const bytes = (await unpack(Buffer.from(packedText, 'base64url'), { maxOutputLength: mostBytes })) as Buffer;
    const all = bytes.toString();
    let start = 0;
    const next = (): unknown => {
      const end = all.indexOf('\n', start);
      if (end < start || end - start > longestLine) throw new Error('That is no line of ours.');
      const line = all.slice(start, end);
      start = end + 1;
      return JSON.parse(line);
    };
    const { told, ...rest } = next() as { readonly told: number };
    if (told > mostRows) throw new Error('There are not so many rows.');
    const leftOut: unknown[] = [];
    while (leftOut.length < told) {
      await takeTurns();
      const [line, who, why, count = 1] = next() as readonly unknown[];
      leftOut.push({ line, who, why, count });
    }
    const state = { id: newId(), ...rest, leftOut, text: all.slice(start) };
    return isState(state) ? state : undefined;
  } catch {
    return undefined;
  }
}

function isState(value: object): value is ImportState {
  const state = value as Partial<Record<keyof ImportState, unknown>>;
  const { id, text, mapping, isInvited, groupIds, position, made, leftOut } = state;
  const isMapping =
    mapping instanceof Object &&
    Object.entries(mapping).every(([name, index]) => members.some((member) => member === name) && isCount(index));
  const isText = (one: unknown) => typeof one === 'string';
  return [
    ...[
      isText(id) && isUuid(String(id)),
      isText(text) && String(text).length <= longestText,
      isMapping,
      typeof isInvited === 'boolean',
    ],
    ...[isCount(position), isCount(made), Array.isArray(groupIds) && groupIds.every(isText)],
    Array.isArray(leftOut) &&
      leftOut.every(({ line, who, why, count }) => [line, who, why].every(isText) && isCount(count)),
  ].every(Boolean);
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
