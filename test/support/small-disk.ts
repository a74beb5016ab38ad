import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithTests } from './process.ts';

/** In a namespace of its own a process may mount what nobody else sees, where the system lets everybody do that. */
const asOwner = ['--user', '--map-root-user', '--mount'];

/** Says why there is no such disk, if there is none. */
export const lacksSmallDisks: string | false =
  process.platform === 'linux' &&
  spawnSync('unshare', [...asOwner, 'mount', '-t', 'tmpfs', 'none', tmpdir()]).status === 0
    ? false
    : 'no user namespaces here';

/** A disk of so many bytes on a folder, held by a process; commands run on it, and it can be filled and emptied. */
export class SmallDisk implements Disposable {
  readonly folder: string;
  readonly #holder;

  private constructor(folder: string, kibibytes: number) {
    this.folder = folder;
    const script = `mount -t tmpfs -o size=${kibibytes}k,mode=700 none "${folder}" && echo mounted && exec sleep infinity`;
    this.#holder = endWithTests(
      spawn('unshare', [...asOwner, 'sh', '-c', script], { stdio: ['ignore', 'pipe', 'inherit'] }),
    );
  }

  static async on(folder: string, kibibytes: number): Promise<SmallDisk> {
    mkdirSync(folder, { recursive: true });
    const disk = new SmallDisk(folder, kibibytes);
    await new Promise((mounted) => disk.#holder.stdout?.once('data', mounted));
    return disk;
  }

  /** What stands before a command so that it sees the disk. */
  get prefix(): readonly string[] {
    return ['nsenter', '--target', String(this.#holder.pid), '--user', '--mount', '--preserve-credentials'];
  }

  /** Where others see a file of the disk. */
  path(name: string): string {
    return join('/proc', String(this.#holder.pid), 'root', this.folder, name);
  }

  /** Leaves no byte. */
  fill(): void {
    for (const size of [65_536, 4096, 512, 1]) {
      try {
        for (;;) writeFileSync(this.path('filler'), Buffer.alloc(size), { flag: 'a' });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  }

  /** Leaves so many KiB. */
  leave(kibibytes: number): void {
    this.fill();
    truncateSync(this.path('filler'), statSync(this.path('filler')).size - kibibytes * 1024);
  }

  makeRoom(): void {
    rmSync(this.path('filler'));
  }

  /** From now on, nothing can be written under the name of the folder. */
  makeReadOnly(): void {
    this.#mount('--bind', this.folder, this.folder);
    this.#mount('-o', 'remount,bind,ro', this.folder);
  }

  makeWritable(): void {
    this.#mount('-o', 'remount,bind,rw', this.folder);
  }

  #mount(...args: readonly string[]): void {
    const [command = '', ...rest] = [...this.prefix, 'mount', ...args];
    const { status, stderr } = spawnSync(command, rest, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  }

  [Symbol.dispose](): void {
    this.#holder.kill('SIGKILL');
  }
}
