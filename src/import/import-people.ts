import { setTimeout as pause } from 'node:timers/promises';
import { onTheMachine } from '../directory/audit/entry.ts';
import { newIdsTogether } from '../directory/identifier.ts';
import type { Permitted } from '../directory/permission.ts';
import type { Store } from '../directory/store.ts';
import type { BreachedPasswords } from '../password/breached.ts';
import type { Hasher } from '../password/hasher.ts';
import { takeTurns } from '../turns.ts';
import { type Assessment, assess, isMarkOfId, markOfId } from './assess.ts';
import { type Candidate, candidateOf } from './candidate.ts';
import { Digests } from './digests.ts';
import { groupNames } from './group-names.ts';
import { GroupRegistry } from './group-registry.ts';
import type { Mapping } from './mapping.ts';
import { inNameOrder } from './name-order.ts';
import { isInClear, type Ready, settlePasswords } from './passwords.ts';
import { type ImportedPerson, type ImportedRow, isBadRow, isGroup, isPerson } from './person.ts';
import { type Finding, type ImportReport, Tally } from './report.ts';
import { type Batch, writePeople } from './write.ts';

interface ImportTools {
  readonly store: Store;
  readonly breached: BreachedPasswords;
  readonly now: () => number;
  /** Undefined in a dry run, which writes nothing. */
  readonly hasher: Hasher | undefined;
}

interface ImportRequest {
  readonly permitted: Permitted<'user.write'>;
  readonly mapping: Mapping;
  /** Whether the file is an export of this product: then ids and names of groups mean what they say. */
  readonly isOurs: boolean;
  readonly onFinding: (finding: Finding) => void;
  /** Told after each batch how many rows are done, of how many that were read. */
  readonly onProgress: (rows: number, read: number) => void;
  readonly signal: AbortSignal;
}

/**
 * So long a batch should take at the most: other writers wait for it, and give up after five seconds. The more people are
 * written together, the fewer times a page of an index is; beyond these numbers that is little, and takes memory.
 */
const aimMs = 2500;
const sizes = { first: 5000, least: 5000, most: 25_000 };

/** Between two batches; others look for a gap every 16 ms at the latest. */
const restMs = 20;

/**
 * Brings the people of files of another product into an organization, batch by batch: a person is there whole or not at all.
 * What is written, and told of, is in the order of `inNameOrder`; without a hasher, in that of the files.
 * People who are there already stay as they are, so an import that was interrupted goes on when it is given again, and ends with the
 * same people. Without a hasher nothing is written, and what would be is told.
 *
 * @throws GatehouseError Cancelled when the signal says so, and whatever the reader or the store throws; what was written by
 *   then stays.
 */
export async function importPeople(
  tools: ImportTools,
  rows: AsyncIterable<readonly ImportedRow[]>,
  request: ImportRequest,
): Promise<ImportReport> {
  const groups = await GroupRegistry.read(tools.store, request.permitted.organizationId);
  const run = new ImportRun(tools, request, groups);
  return await run.all(rows);
}

interface CountedBatch extends Batch {
  /** How many rows are done with it and those before it. More may have been read. */
  readonly rows: number;
}

class ImportRun {
  readonly #tools: ImportTools;
  readonly #request: ImportRequest;
  readonly #groups: GroupRegistry;
  readonly #tally: Tally;
  readonly #seen = new Digests();
  readonly #makeId = newIdsTogether();
  readonly #at: number;
  #size = sizes.first;
  #read = 0;

  constructor(tools: ImportTools, request: ImportRequest, groups: GroupRegistry) {
    this.#tools = tools;
    this.#request = request;
    this.#groups = groups;
    this.#tally = new Tally(request.onFinding);
    this.#at = tools.now();
  }

  /** While one batch is written, the next one is read and its passwords are hashed, and the one before is counted. */
  async all(rows: AsyncIterable<readonly ImportedRow[]>): Promise<ImportReport> {
    // What is not written is told in the order of the files.
    const ordered = this.#tools.hasher ? inNameOrder(rows, (row) => this.#noteRead(row)) : rows;
    const batches = this.#batches(ordered);
    let counted = Promise.resolve();
    try {
      for (let next = batches.next(); ; ) {
        const { value: batch, done } = await next;
        if (done) break;
        next = batches.next();
        // Its failure is for the caller that waits for it, in the next round.
        next.catch(() => {});
        const [assessments] = await Promise.all([this.#finish(batch), counted]);
        counted = this.#countAll(batch, assessments);
      }
    } finally {
      await counted; // Whoever hears of a failure has been told of all that was written before.
    }
    return this.#tally.report(this.#tools.hasher === undefined, this.#groups.report());
  }

  #noteRead(row: ImportedRow): void {
    this.#request.signal.throwIfAborted();
    if (isPerson(row) || isBadRow(row)) this.#read += 1;
  }

  async *#batches(portions: AsyncIterable<readonly ImportedRow[]>): AsyncGenerator<CountedBatch, undefined> {
    let candidates: Candidate[] = [];
    let declared: string[] = [];
    for await (const rows of portions) {
      for (const row of rows) {
        const turn = takeTurns();
        if (turn) await turn;
        this.#sort(row, candidates, declared);
        if (candidates.length < this.#size) continue;
        yield await this.#ready(candidates, declared);
        [candidates, declared] = [[], []];
      }
    }
    if (candidates.length + declared.length > 0) yield await this.#ready(candidates, declared);
    return undefined;
  }

  /** Adds to the candidates, or to the names of groups, or counts what is neither. */
  #sort(row: ImportedRow, candidates: Candidate[], declared: string[]): void {
    if (isPerson(row)) {
      const candidate = this.#candidate(row);
      if (candidate) candidates.push(candidate);
    } else if (isGroup(row)) declared.push(...this.#group(row));
    else if (isBadRow(row)) this.#bad(row.position, row.problem);
    else this.#tally.fate(row);
  }

  #candidate(person: ImportedPerson): Candidate | undefined {
    const { mapping, isOurs, permitted } = this.#request;
    const { organizationId } = permitted;
    const groups = groupNames(person, mapping, isOurs);
    const circumstances = { organizationId, groups, isOurs, at: this.#at, makeId: this.#makeId };
    const candidate = candidateOf(person, circumstances);
    if (typeof candidate === 'string') return this.#bad(person.position, candidate);
    this.#tally.row();
    return candidate;
  }

  #bad(position: string, why: string): undefined {
    this.#tally.row();
    this.#tally.find({ position, outcome: 'bad', why });
  }

  #group(declared: Extract<ImportedRow, { readonly group: string }>): readonly string[] {
    const { mapping, isOurs } = this.#request;
    const { names, fates } = groupNames({ groups: [declared.group], roles: [] }, mapping, isOurs);
    for (const fate of fates) this.#tally.fate(fate);
    for (const name of names) this.#groups.declare(name, isOurs ? declared : {});
    return names;
  }

  /** Of those who are there already, no password is hashed. What can be done before the batch has the store is done here. */
  async #ready(candidates: readonly Candidate[], declared: readonly string[]): Promise<CountedBatch> {
    const { rows } = this.#tally;
    const { signal, permitted } = this.#request;
    const { store, hasher } = this.#tools;
    signal.throwIfAborted();
    const isHashed = hasher !== undefined && candidates.some(isInClear);
    const known = isHashed ? await assess(store, permitted.organizationId, candidates, allIdsSeen) : [];
    const isToHash = (candidate: Candidate, index: number) =>
      isInClear(candidate) && known[index]?.outcome !== 'exists';
    const people = await settlePasswords(this.#tools, candidates, isToHash, signal);
    return { people, declared, rows };
  }

  /** @returns what came of each of them, when others had a gap and the names are remembered. */
  async #finish(batch: Batch): Promise<readonly Assessment[]> {
    const { people } = batch;
    const { store, hasher, now } = this.#tools;
    const { permitted } = this.#request;
    const isSeen = (name: string) => this.#seen.has(name);
    const candidates = people.map(({ candidate }) => candidate);
    const since = performance.now();
    const assessments = hasher
      ? await writePeople(store, { permitted, at: now(), ...onTheMachine }, batch, { groups: this.#groups, isSeen })
      : await assess(store, permitted.organizationId, candidates, { isSeen, isWritten: false });
    if (hasher) this.#size = nextSize(people.length, performance.now() - since);
    await Promise.all([this.#remember(people, assessments), hasher && pause(restMs)]);
    return assessments;
  }

  async #remember(people: readonly Ready[], assessments: readonly Assessment[]): Promise<void> {
    for (const [index, { candidate }] of people.entries()) {
      const turn = takeTurns();
      if (turn) await turn;
      if (assessments[index]?.outcome === 'duplicate') continue;
      this.#seen.add(candidate.nameKey);
      if (candidate.emailKey !== undefined) this.#seen.add(candidate.emailKey);
      if (candidate.hasOwnId) this.#seen.add(markOfId(candidate.user.id));
    }
  }

  async #countAll({ people, rows }: CountedBatch, assessments: readonly Assessment[]): Promise<void> {
    for (const [index, one] of people.entries()) {
      const turn = takeTurns();
      if (turn) await turn;
      const assessment = assessments[index];
      if (assessment) this.#count(one, assessment);
    }
    this.#request.onProgress(rows, Math.max(rows, this.#read));
  }

  #count({ candidate, password }: Ready, { outcome, why, isIdTaken, logins }: Assessment): void {
    const { user, person } = candidate;
    const { position } = person;
    const { userName } = user;
    this.#tally.find(why === undefined ? { position, outcome, userName } : { position, outcome, userName, why });
    if (outcome !== 'created') return;
    this.#tally.person(candidate, password);
    for (const fate of candidate.fates) this.#tally.fate(fate);
    if (isIdTaken) this.#tally.fate({ field: 'id', fate: 'mapped', why: 'somebody had the id: there is a new one' });
    for (const _ of candidate.logins.slice(logins.length)) {
      this.#tally.fate({ field: 'logins', fate: 'lost', why: 'somebody else has that account elsewhere' });
    }
    for (const name of candidate.groups) this.#groups.count(name);
  }
}

/** While the batch before is written, nobody knows which ids it has: who is there by name alone is there for certain. */
const allIdsSeen = { isSeen: isMarkOfId, isWritten: true };

/** Grows to twice as much at the most: what a batch takes changes. */
const nextSize = (size: number, tookMs: number): number =>
  Math.min(Math.max(Math.round(size * Math.min(aimMs / tookMs, 2)), sizes.least), sizes.most);
