import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { StartupError } from '../errors.ts';
import type { Breach, BreachedPasswords } from '../password/breached.ts';
import { events } from '../telemetry.ts';
import { BreachedFilter, sha1Of } from './filter.ts';
import type { RangeLookUp } from './range-look-up.ts';

interface SourcesParts {
  /** Where a filter is, or may be put. */
  readonly file: string;
  readonly ranges: RangeLookUp | undefined;
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}

/**
 * Where this server looks breached passwords up: in the filter, and what is not in it by range, as far as there is the one
 * and the other. A filter that is replaced is seen with the next look-up.
 */
export class BreachedSources implements BreachedPasswords, AsyncDisposable {
  readonly #parts: SourcesParts;
  #filter: BreachedFilter | undefined;
  /** Which file was looked at last; undefined when there was none. */
  #seen: Stats | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: SourcesParts) {
    this.#parts = parts;
  }

  async isAvailable(): Promise<boolean> {
    return this.#parts.ranges !== undefined || (await this.current()) !== undefined;
  }

  async find(password: string): Promise<Breach | undefined> {
    const { ranges } = this.#parts;
    const sha1 = sha1Of(password);
    const filter = await this.current();
    const inFilter = filter && (filter.has(sha1) ? 'found' : 'absent');
    if (inFilter) publish('filter', inFilter);
    if (inFilter === 'found' || !ranges) return inFilter;
    const online = await ranges.find(sha1);
    publish('online', online);
    return online;
  }

  /**
   * The filter that is in place. A file that is damaged leaves the one before in use, and so does one that is missing.
   *
   * @throws StartupError when it is damaged and there is none before it.
   */
  current(): Promise<BreachedFilter | undefined> {
    const current = this.#turn.then(() => this.#look());
    this.#turn = current.catch(() => {});
    return current;
  }

  async #look(): Promise<BreachedFilter | undefined> {
    const { file, log } = this.#parts;
    const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw new StartupError(`${file} cannot be read (${error.code}).`);
    });
    if (isSame(found, this.#seen)) return this.#filter;
    if (!found) {
      log.warn(
        { file },
        'the filter of breached passwords is no longer there: the one that is open is used until the server ends',
      );
    } else await this.#replace(file, found);
    this.#seen = found;
    return this.#filter;
  }

  async #replace(file: string, found: Stats): Promise<void> {
    const { log } = this.#parts;
    try {
      const next = await BreachedFilter.open(file);
      await this.#filter?.[Symbol.asyncDispose]();
      this.#filter = next;
      log.info({ file, ...next.facts }, 'breached passwords are looked up in this filter');
    } catch (error) {
      // What was written over the open file has taken that away as well.
      const isKept = this.#filter !== undefined && this.#seen?.ino !== found.ino;
      if (!isKept) throw error;
      log.warn({ file, reason: (error as Error).message }, 'the new filter of breached passwords is not used');
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#turn;
    await this.#filter?.[Symbol.asyncDispose]();
  }
}

const isSame = (one: Stats | undefined, other: Stats | undefined): boolean =>
  one?.ino === other?.ino && one?.size === other?.size && one?.mtimeMs === other?.mtimeMs;

const publish = (source: 'filter' | 'online', outcome: Breach): void =>
  events.breachLookup.publish({ source, outcome });
