/** What one member was before and is after; undefined where nothing is said of it. */
interface Difference {
  readonly member: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What an entry of the log says, taken apart. */
export interface AuditDetails {
  readonly differences: readonly Difference[];
  /** What is no change: who, how many, why. */
  readonly others: readonly (readonly [member: string, value: string])[];
}

/** Takes the details of an entry apart: `before` and `after` may be two objects, or the two values of one thing. */
export function readDetails(json: string): AuditDetails {
  const { before, after, ...rest } = JSON.parse(json) as Readonly<Record<string, unknown>>;
  const others = Object.entries(rest).map(([member, value]) => [member, shown(value)] as const);
  if (before === undefined && after === undefined) return { differences: [], others };
  if (!isObject(before) && !isObject(after)) {
    const member = String(rest.key ?? rest.name ?? '');
    return { differences: [{ member, before: shownOrNone(before), after: shownOrNone(after) }], others };
  }
  const [old, young] = [membersOf(before), membersOf(after)];
  const members = [...new Set([...Object.keys(old), ...Object.keys(young)])];
  const differences = members.map((member) => ({
    ...{ member, before: shownOrNone(old[member]), after: shownOrNone(young[member]) },
  }));
  return { differences: differences.filter((one) => one.before !== one.after), others };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const membersOf = (value: unknown): Readonly<Record<string, unknown>> => (isObject(value) ? value : {});

const shownOrNone = (value: unknown): string | undefined =>
  value === undefined || value === null ? undefined : shown(value);

/** Longer ones are for the file. */
const longest = 2000;

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
