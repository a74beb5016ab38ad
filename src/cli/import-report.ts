import type { Finding, ImportReport, Outcome } from '../import/report.ts';

/** So many rows of each kind are listed; `--json` has all of them. */
const listed: Readonly<Record<Outcome, number>> = {
  ...{ created: 10, exists: 10, duplicate: 100, bad: 100, unknownHash: 100, refusedPassword: 100 },
};

const titles: Readonly<Record<Outcome, readonly [dry: string, done: string]>> = {
  created: ['Would be created', 'Created'],
  exists: ['Are there already, and would stay as they are', 'Were there already, and stayed as they are'],
  duplicate: ['Would be left out: another has one of the names', 'Left out: another has one of the names'],
  bad: ['Would be left out: the row is no person', 'Left out: the row is no person'],
  unknownHash: [
    'Would come without the password: its hash is of no kind that can be verified',
    'Came without the password: its hash is of no kind that can be verified',
  ],
  refusedPassword: [
    'Would come without the password: it breaks the rules of the organization',
    'Came without the password: it breaks the rules of the organization',
  ],
};

/** The first rows of each kind, which are all that is kept. */
export class FirstFindings {
  readonly #kept = new Map<Outcome, Finding[]>();

  add(finding: Finding): void {
    const kept = this.#kept.get(finding.outcome) ?? [];
    if (kept.length < listed[finding.outcome]) kept.push(finding);
    this.#kept.set(finding.outcome, kept);
  }

  of(outcome: Outcome): readonly Finding[] {
    return this.#kept.get(outcome) ?? [];
  }
}

/** The report as people read it, line by line. */
export function* reportLines(report: ImportReport, findings: FirstFindings): Generator<string> {
  const { isDryRun, rows, outcomes } = report;
  const outcomeNames = Object.keys(titles) as Outcome[];
  yield isDryRun ? `Dry run: nothing was written. ${rows} rows` : `${rows} rows`;
  for (const outcome of outcomeNames) {
    if (outcomes[outcome] > 0) yield `  ${amount(outcomes[outcome])}  ${titleOf(outcome, isDryRun)}`;
  }
  yield* peopleLines(report);
  yield* groupLines(report);
  yield* section(
    'Did not come over as it was',
    report.fates.map(({ count, field, fate, why }) => `${amount(count)}  ${field}: ${fate}: ${why}`),
  );
  for (const outcome of outcomeNames) {
    const lines = findings.of(outcome).map(({ position, userName, why }) => {
      return [position, ...(userName === undefined ? [] : [userName]), ...(why === undefined ? [] : [why])].join(': ');
    });
    const more = outcomes[outcome] - lines.length;
    yield* section(titleOf(outcome, isDryRun), more > 0 ? [...lines, `… and ${more} more (--json lists all)`] : lines);
  }
}

const titleOf = (outcome: Outcome, isDryRun: boolean): string => titles[outcome][isDryRun ? 0 : 1];

const amount = (count: number): string => String(count).padStart(8);

function* section(title: string, lines: readonly string[]): Generator<string> {
  if (lines.length === 0) return;
  yield '';
  yield title;
  for (const line of lines) yield `  ${line}`;
}

function peopleLines({ people, hashes, unknownHashes, refusedPasswords }: ImportReport): Iterable<string> {
  const facts: readonly (readonly [number, string])[] = [
    ...hashes.map(({ count, scheme }) => [count, `with a hash of ${scheme}`] as const),
    [people.plainPassword, 'with a password in clear, which is hashed'],
    [people.withoutPassword, 'without a password'],
    ...unknownHashes.map(({ count, form }) => [count, `of them with a hash that is ${form}`] as const),
    ...refusedPasswords.map(({ count, rule }) => [count, `of them with one that breaks ${rule}`] as const),
    [people.mustChangePassword, 'who must change the password'],
    [people.inactive, 'who are not active'],
    [people.unconfirmedEmail, 'whose address is not confirmed'],
  ];
  const lines = facts.filter(([count]) => count > 0).map(([count, text]) => `${amount(count)}  ${text}`);
  return section('People who are new', lines);
}

/** So many of those that were there, and so many new ones. */
const listedGroups = 100;

function groupLines({ groups }: ImportReport): Iterable<string> {
  const sorted = groups.toSorted((one, other) => Number(other.isNew) - Number(one.isNew) || other.people - one.people);
  const lines = sorted
    .slice(0, listedGroups)
    .map(({ name, isNew, people }) => `${amount(people)}  ${name}${isNew ? ', a new group' : ''}`);
  const more = groups.length - lines.length;
  return section('Groups that they join', more > 0 ? [...lines, `… and ${more} more (--json lists all)`] : lines);
}
