/** What the reader asks about a shape: the .NET name, the value of an absent member, which member a name means. */
import type { ObjectShape, Shape } from './shape.ts';

/** The .NET name of the shape's type, as it stands in messages. */
export function clrName(shape: Shape): string {
  const name = plainName(shape);
  return 'nullable' in shape && shape.nullable ? `System.Nullable\`1[${name}]` : name;
}

function plainName(shape: Shape): string {
  switch (shape.kind) {
    case 'text':
      return 'System.String';
    case 'boolean':
      return 'System.Boolean';
    case 'guid':
      return 'System.Guid';
    case 'int32':
      return 'System.Int32';
    case 'int64':
      return 'System.Int64';
    case 'dateTime':
      return 'System.DateTime';
    case 'list':
      return `System.Collections.Generic.List\`1[${clrName(shape.of)}]`;
    case 'map':
      return `System.Collections.Generic.Dictionary\`2[System.String,${clrName(shape.of)}]`;
    case 'enumeration':
    case 'object':
      return shape.clrName;
  }
}

/** Whether null is a value of the shape. */
export function isNullable(shape: Shape): boolean {
  return 'nullable' in shape ? shape.nullable : true;
}

/** The value of a member that the body does not mention: null, or what .NET gives a value type. */
function defaultValue(shape: Shape): unknown {
  if (isNullable(shape)) return null;
  switch (shape.kind) {
    case 'boolean':
      return false;
    case 'guid':
      return '00000000-0000-0000-0000-000000000000';
    case 'dateTime':
      return '0001-01-01T00:00:00Z';
    case 'enumeration':
      return enumerationValue(shape.names, 0);
    default:
      return 0;
  }
}

/** The name that stands for the number, or the number when none does. */
export function enumerationValue(names: readonly string[], number: number): string | number {
  return names[number] ?? number;
}

/** A new object of the shape with every member at its default. */
export function newObject(shape: ObjectShape): Record<string, unknown> {
  return { ...plan(shape).blank };
}

/** The declared member that a name in a body means: the exact name, else the first one that differs in case only. */
export function memberNamed(shape: ObjectShape, name: string): string | undefined {
  if (Object.hasOwn(shape.members, name)) return name;
  return plan(shape).folded.get(foldCase(name));
}

/**
 * Upper and lower case of ASCII made the same. Nothing else is folded: no character outside ASCII equals an ASCII
 * letter in .NET's ordinal comparison, though JavaScript's `toLowerCase` thinks so of the Kelvin sign.
 */
export function foldCase(text: string): string {
  return text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
}

/** What is worked out once for a shape of an object. */
interface Plan {
  readonly blank: Readonly<Record<string, unknown>>;
  readonly folded: ReadonlyMap<string, string>;
}

const plans = new WeakMap<ObjectShape, Plan>();

function plan(shape: ObjectShape): Plan {
  const known = plans.get(shape);
  if (known) return known;
  const blank: Record<string, unknown> = {};
  const folded = new Map<string, string>();
  for (const [name, member] of Object.entries(shape.members)) {
    blank[name] = defaultValue(member);
    if (!folded.has(foldCase(name))) folded.set(foldCase(name), name);
  }
  const made = { blank, folded };
  plans.set(shape, made);
  return made;
}
