import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const source = join(import.meta.dirname, 'disk.c');

/** Whether disk.c cannot be used here: it needs Linux, and a compiler with its headers. */
export const isDiskMissing = process.platform !== 'linux' || spawnSync('cc', ['-fsyntax-only', source]).status !== 0;

interface DiskOptions {
  /** How much later than the real one it confirms, in milliseconds. */
  readonly lateMs?: number;
}

/** The disk of disk.c, under the store in the folder `data` of a folder. */
export interface Disk {
  readonly environment: Record<string, string>;
  /** From now on it confirms no write-ahead log, and forgets what it was to confirm. */
  refuse(isRefusing: boolean): void;
  /** The files that a loss of power may leave now, as drawn; undefined where one is not there. */
  draw(random: () => number): DiskState;
  /** After the end of all processes: the folder has these files, and all that they hold is confirmed. */
  become(state: DiskState): void;
}

/** What is in the store file and in its write-ahead log. */
export type DiskState = readonly [store: Buffer | undefined, log: Buffer | undefined];

const kinds = { write: 1, truncate: 2, asked: 3, confirmed: 4, refused: 5, unlinked: 6 };
const files = { store: 1, log: 2, folder: 3 };

/** Of disk.c. */
interface Entry {
  readonly kind: number;
  readonly file: number;
  readonly offset: number;
  readonly data: Buffer;
  readonly number: bigint;
}

const headBytes = 24;
const sectorBytes = 512;

export function makeDisk(folder: string, { lateMs = 0 }: DiskOptions = {}): Disk {
  const library = join(folder, 'disk.so');
  execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl']);
  const [recording, refusing] = [join(folder, 'disk.recording'), join(folder, 'disk.refusing')];
  const [store, log] = ['gatehouse.db', 'gatehouse.db-wal'].map((name) => join(folder, 'data', name)) as [
    string,
    string,
  ];
  let base: DiskState = [contentOf(store), contentOf(log)];
  return {
    environment: { LD_PRELOAD: library, RECORDING: recording, REFUSING: refusing, LATENESS_US: String(lateMs * 1000) },
    refuse(isRefusing) {
      if (isRefusing) writeFileSync(refusing, '');
      else rmSync(refusing);
    },
    draw(random) {
      const entries = [...entriesOf(contentOf(recording) ?? Buffer.alloc(0))];
      const draft = new Map([files.store, files.log].map((file, place) => [file, new DiskFile(base[place])]));
      const folderSyncs = confirmedAt(entries, files.folder);
      for (const [file, made] of draft) made.replay(entries, file, { folderSyncs, random });
      return [draft.get(files.store)?.content, draft.get(files.log)?.content];
    },
    become(state) {
      base = state;
      for (const name of [recording, `${store}-shm`]) rmSync(name, { force: true });
      for (const [place, name] of [store, log].entries()) {
        const content = state[place];
        if (content) writeFileSync(name, content);
        else rmSync(name, { force: true });
      }
    },
  };
}

const contentOf = (file: string): Buffer | undefined => (existsSync(file) ? readFileSync(file) : undefined);

/** A kill may have cut off the last one. */
function* entriesOf(recording: Buffer): Generator<Entry> {
  for (let at = 0; at + headBytes <= recording.length; ) {
    const [kind, file] = [recording.readUInt32LE(at), recording.readUInt32LE(at + 4)];
    const number = recording.readBigUInt64LE(at + 8);
    const length = Number(recording.readBigUInt64LE(at + 16));
    const data = recording.subarray(at + headBytes, at + headBytes + length);
    if (data.length === length) yield { kind, file, offset: Number(number), data, number };
    at += headBytes + length;
  }
}

/** Where flushes of a file were asked for that were confirmed. */
function confirmedAt(entries: readonly Entry[], of: number): readonly number[] {
  const confirmed = new Set(entries.filter(({ kind }) => kind === kinds.confirmed).map(({ number }) => number));
  return [...entries.entries()].flatMap(([at, { kind, file, number }]) =>
    kind === kinds.asked && file === of && confirmed.has(number) ? [at] : [],
  );
}

interface Replay {
  readonly folderSyncs: readonly number[];
  readonly random: () => number;
}

/** A file on the disk: what was confirmed is there. Of the rest, each sector is there or not; what was refused never is. */
class DiskFile {
  /** Longer than the file, so that it need not be copied whenever that grows. */
  #bytes: Buffer;
  /** Undefined where there is none of that name. */
  #length: number | undefined;

  constructor(base: Buffer | undefined) {
    this.#bytes = Buffer.from(base ?? '');
    this.#length = base?.length;
  }

  get content(): Buffer | undefined {
    return this.#length === undefined ? undefined : this.#bytes.subarray(0, this.#length);
  }

  replay(entries: readonly Entry[], of: number, { folderSyncs, random }: Replay): void {
    const confirmed = confirmedAt(entries, of).at(-1) ?? -1;
    const named = folderSyncs.at(-1) ?? -1;
    const forgotten = forgottenIn(entries, of);
    let bornAt = this.#length === undefined ? undefined : -1;
    for (const [at, { kind, file, offset, data }] of entries.entries()) {
      if (file !== of) continue;
      const isKept = () => !forgotten.has(at) && (at < confirmed || random() < 0.5);
      if (kind === kinds.unlinked) {
        this.#length = undefined;
        bornAt = undefined;
      } else if (kind === kinds.write) {
        bornAt ??= at;
        for (let from = 0; from < data.length; ) {
          const to = Math.min(data.length, from + sectorBytes - ((offset + from) % sectorBytes));
          if (isKept()) this.#write(offset + from, data.subarray(from, to));
          from = to;
        }
      } else if (kind === kinds.truncate && isKept()) this.#truncate(offset);
    }
    // The name of a new file is there when its folder was flushed after its making. The store file is made by others.
    if (of === files.log && bornAt !== undefined && bornAt >= 0 && named < bornAt) this.#length = undefined;
  }

  #write(offset: number, data: Buffer): void {
    if ((this.#length ?? 0) < offset + data.length) this.#truncate(offset + data.length);
    data.copy(this.#bytes, offset);
  }

  #truncate(length: number): void {
    const before = this.#length ?? 0;
    if (length > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], 2 * length);
    if (length > before) this.#bytes.fill(0, before, length);
    this.#length = length;
  }
}

/** What the disk was asked to confirm and has refused; no later flush writes it. */
function forgottenIn(entries: readonly Entry[], of: number): ReadonlySet<number> {
  const forgotten = new Set<number>();
  const asked = new Map<bigint, number>();
  let unconfirmed: number[] = [];
  for (const [at, { kind, file, number }] of entries.entries()) {
    if (file !== of) continue;
    if (kind === kinds.write) unconfirmed.push(at);
    if (kind === kinds.asked) asked.set(number, at);
    if (kind !== kinds.confirmed && kind !== kinds.refused) continue;
    const before = asked.get(number) ?? 0;
    if (kind === kinds.refused) for (const write of unconfirmed) if (write < before) forgotten.add(write);
    unconfirmed = unconfirmed.filter((write) => write >= before);
  }
  return forgotten;
}
