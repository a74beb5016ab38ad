import { schemeOf } from '../password/hash.ts';
import type { Candidate } from './candidate.ts';
import type { SettledPassword } from './passwords.ts';
import type { Fate } from './person.ts';

/** What became, or would become, of a row. */
export type Outcome =
  | 'created'
  /** Somebody in the organization has the user name, or the id. Nothing about the account changes. */
  | 'exists'
  /** Another row, or somebody in the organization, has one of the names, as the one or as the other. */
  | 'duplicate'
  /** The row is no person. */
  | 'bad'
  /** The person comes over without the password, because this server does not know what it is hashed with. */
  | 'unknownHash'
  /** The person comes over without the password, because it breaks rules of the organization. */
  | 'refusedPassword';

/** One row of the file. */
export interface Finding {
  readonly position: string;
  readonly outcome: Outcome;
  /** The user name, where there is one. */
  readonly userName?: string;
  /** Why, as a sentence without a full stop; never a password, hash or secret. */
  readonly why?: string;
}

/** How often something came. */
interface Counted {
  readonly count: number;
}

interface CountedFate extends Fate, Counted {}

export interface GroupReport {
  readonly name: string;
  readonly isNew: boolean;
  /** How many of those who are created join it. */
  readonly people: number;
}

/** What there was in the files, and what became of it. */
export interface ImportReport {
  readonly isDryRun: boolean;
  /** People and bad rows. */
  readonly rows: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Of those who are created. */
  readonly people: Readonly<Record<Trait, number>>;
  /** By the name of the scheme, of those who are created. */
  readonly hashes: readonly (Counted & { readonly scheme: string })[];
  readonly unknownHashes: readonly (Counted & { readonly form: string })[];
  readonly refusedPasswords: readonly (Counted & { readonly rule: string })[];
  /** By field, of every person in the file that is not bad, duplicate or there already. */
  readonly fates: readonly CountedFate[];
  readonly groups: readonly GroupReport[];
}

const traits = ['plainPassword', 'withoutPassword', 'mustChangePassword', 'inactive', 'unconfirmedEmail'] as const;
type Trait = (typeof traits)[number];

/** So many different reasons are told apart; a file with more of them has something else in it than reasons. */
const mostReasons = 1000;

/** Counts while rows go by, and keeps none of them. */
export class Tally {
  readonly #onFinding: (finding: Finding) => void;
  readonly #outcomes: Record<Outcome, number> = {
    ...{ created: 0, exists: 0, duplicate: 0, bad: 0, unknownHash: 0, refusedPassword: 0 },
  };
  readonly #people = Object.fromEntries(traits.map((trait) => [trait, 0])) as Record<Trait, number>;
  readonly #hashes = new Map<string, number>();
  readonly #forms = new Map<string, number>();
  readonly #rules = new Map<string, number>();
  readonly #fates = new Map<string, number>();
  #rows = 0;

  constructor(onFinding: (finding: Finding) => void) {
    this.#onFinding = onFinding;
  }

  get rows(): number {
    return this.#rows;
  }

  row(): void {
    this.#rows += 1;
  }

  find(finding: Finding): void {
    this.#outcomes[finding.outcome] += 1;
    this.#onFinding(finding);
  }

  /** Somebody who is created. */
  person({ user, person }: Candidate, { passwordHash, problem }: SettledPassword): void {
    const { position } = person;
    const { userName } = user;
    const isInClear = person.password !== undefined && person.passwordHash === undefined;
    const counts = this.#people;
    if (isInClear && problem === undefined) counts.plainPassword += 1;
    if (problem !== undefined || !(isInClear || person.passwordHash !== undefined)) counts.withoutPassword += 1;
    if (person.mustChangePassword || person.isTemporaryPassword === true) counts.mustChangePassword += 1;
    if (!user.isActive) counts.inactive += 1;
    if (user.email !== null && !user.emailConfirmed) counts.unconfirmedEmail += 1;
    if (!isInClear && passwordHash !== null) count(this.#hashes, schemeOf(passwordHash)?.name ?? '');
    if (problem === undefined) return;
    if ('unknownForm' in problem) {
      count(this.#forms, problem.unknownForm);
      this.find({ position, outcome: 'unknownHash', userName, why: problem.unknownForm });
    } else {
      for (const rule of problem.brokenRules) count(this.#rules, rule);
      this.find({ position, outcome: 'refusedPassword', userName, why: problem.brokenRules.join(', ') });
    }
  }

  fate({ field, fate, why }: Fate): void {
    count(this.#fates, JSON.stringify([field, fate, why]));
  }

  report(isDryRun: boolean, groups: readonly GroupReport[]): ImportReport {
    const listed = <K extends string>(counts: ReadonlyMap<string, number>, name: K) =>
      mostFirst(counts).map(([key, times]) => ({ [name]: key, count: times }) as Counted & Record<K, string>);
    return {
      ...{ isDryRun, rows: this.#rows, outcomes: this.#outcomes, people: this.#people },
      hashes: listed(this.#hashes, 'scheme'),
      unknownHashes: listed(this.#forms, 'form'),
      refusedPasswords: listed(this.#rules, 'rule'),
      fates: mostFirst(this.#fates).map(([key, times]) => {
        const [field, fate, why] = JSON.parse(key);
        return { field, fate, why, count: times };
      }),
      groups,
    };
  }
}

function count(counts: Map<string, number>, key: string): void {
  const known = counts.get(key);
  if (known !== undefined || counts.size < mostReasons) counts.set(key, (known ?? 0) + 1);
}

const mostFirst = (counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] =>
  [...counts].sort(([one, ones], [other, others]) => others - ones || (one < other ? -1 : 1));
