import type { ImportedRow } from './person.ts';

/** A file that is read, as often as a reader likes: each call of `read` begins at its start. */
export interface InputFile {
  /** For people, and by which a reader may know what it is: `moorland-users-0.json`. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** In pieces of some 64 KiB. */
  readonly read: () => AsyncIterable<Uint8Array>;
}

/** What a file does not say of itself. */
export interface ReaderOptions {
  /** What the mapping file says of the columns of a table. */
  readonly columns?: Columns;
  /** Of a table: what stands between two columns. Absent: found out from its first line. */
  readonly separator?: string;
  /** Of a text that is not UTF-8, as `TextDecoder` calls it: `windows-1252`. Absent: UTF-8, or what a byte order mark says. */
  readonly encoding?: string;
  /** The parameters of the hashes where the product writes them elsewhere, as it shows them: `hash_config` of Firebase. */
  readonly hashParameters?: string;
}

/**
 * Which column each of our members is read from, by the member's name, as `ImportedPerson` has it; one of the attributes
 * as `attributes.costCentre`.
 */
export type Columns = Readonly<Record<string, Column>>;

export interface Column {
  /** Its head, in any letter case; absent: `value` stands for everybody. */
  readonly column?: string;
  readonly value?: string;
  /** What texts of a column that says yes or no mean, in any letter case: `{ ja: 'true' }`. */
  readonly meanings?: Readonly<Record<string, string>>;
  /** Between several values in one cell, such as groups. */
  readonly separator?: string;
}

/**
 * Reads files of another product, a piece at a time, so that a million people take no more memory than a thousand.
 * Whatever is in the files, it gives rows or throws an `UnreadableFile`.
 *
 * @param files in the order in which they are to be read; those of a folder by name.
 */
export type Reader = (files: readonly InputFile[], options: ReaderOptions) => AsyncIterable<ImportedRow>;

/** As a reader, with the rows of a piece together: to hand over each by itself takes as long as to read it. */
export type PieceReader = (
  files: readonly InputFile[],
  options: ReaderOptions,
) => AsyncIterable<readonly ImportedRow[]>;

/** Files of one product, or of one form. */
export interface FileFormat {
  /** As the command calls it: `keycloak`. */
  readonly name: string;
  /** For people: `Keycloak, one file or a folder of files`. */
  readonly title: string;
  /** Whether a file of this name, which begins with these characters, can be nothing else. */
  readonly recognises: (name: string, beginning: string) => boolean;
  readonly read: PieceReader;
}

/** A file is not what it was taken for, or is damaged so that nothing behind can be read. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}
