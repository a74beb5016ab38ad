/** What one member was before and is after, as JSON has it; undefined where nothing is said of it. */
interface Difference {
  readonly member: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What an entry of the log says, taken apart. */
export interface AuditDetails {
  readonly differences: readonly Difference[];
  /** What is no change: who, how many, why. */
  readonly others: readonly (readonly [member: string, value: unknown])[];
}

/** Takes the details of an entry apart: `before` and `after` may be two objects, or the two values of one thing. */
export function readDetails(json: string): AuditDetails {
  const { before, after, ...rest } = JSON.parse(json) as Readonly<Record<string, unknown>>;
  const others = Object.entries(rest);
  if (before === undefined && after === undefined) return { differences: [], others };
  if (!isObject(before) && !isObject(after)) {
    const member = String(rest.key ?? rest.name ?? '');
    return { differences: [{ member, before: orNothing(before), after: orNothing(after) }], others };
  }
  const [old, young] = [membersOf(before), membersOf(after)];
  const members = [...new Set([...Object.keys(old), ...Object.keys(young)])];
  const differences = members.map((member) => ({
    ...{ member, before: orNothing(old[member]), after: orNothing(young[member]) },
  }));
  return {
    differences: differences.filter(({ before: one, after: other }) => JSON.stringify(one) !== JSON.stringify(other)),
    others,
  };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const membersOf = (value: unknown): Readonly<Record<string, unknown>> => (isObject(value) ? value : {});

const orNothing = (value: unknown): unknown => value ?? undefined;
