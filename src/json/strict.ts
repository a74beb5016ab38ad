/**
 * The fast path for ordinary bodies: `JSON.parse`, used only where its result is certain to be that of the forgiving
 * reader. Everything doubtful is read by the forgiving reader.
 */
import type { ListShape, MapShape, ObjectShape, Shape } from './shape.ts';
import { isNullable, memberNamed, newObject } from './shape-facts.ts';

/** Stands for "let the forgiving reader decide". */
const DOUBT = Symbol('doubt');

/** How many names and texts were seen so far. */
interface Count {
  strings: number;
}

/** The value, null for a literal null; undefined when the forgiving reader has to decide. */
export function bindStrict(text: string, shape: ObjectShape | ListShape): unknown {
  // An escape may be half a surrogate pair, and it hides quotes from the count below.
  if (text.includes('\\')) return undefined;
  const parsed = parse(text);
  if (parsed === null || parsed === undefined) return parsed;
  const count: Count = { strings: 0 };
  const value = bind(parsed, shape, count);
  // JSON.parse silently drops the first of two members of one name; the text then has more strings than the value.
  return value === DOUBT || count.strings * 2 !== quotes(text) ? undefined : value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function quotes(text: string): number {
  let found = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) found++;
  return found;
}

function bind(value: unknown, shape: Shape, count: Count): unknown {
  if (value === null) return isNullable(shape) ? null : DOUBT;
  switch (typeof value) {
    case 'string':
      count.strings++;
      return bindText(value, shape);
    case 'boolean':
      return shape.kind === 'boolean' ? value : DOUBT;
    case 'object':
      return bindContainer(value, shape, count);
    default:
      // A number's text matters: 1.0 is no Int32, and 1e400 is no number.
      return DOUBT;
  }
}

function bindText(value: string, shape: Shape): unknown {
  switch (shape.kind) {
    case 'text':
      return value;
    case 'guid':
      return /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/.test(value) ? value.toLowerCase() : DOUBT;
    case 'enumeration':
      return shape.names.includes(value) ? value : DOUBT;
    default:
      return DOUBT;
  }
}

function bindContainer(value: object, shape: Shape, count: Count): unknown {
  if (Array.isArray(value)) return shape.kind === 'list' ? bindList(value, shape, count) : DOUBT;
  // Names with a dollar sign may be metadata.
  if (Object.keys(value).some((name) => name.startsWith('$'))) return DOUBT;
  if (shape.kind === 'object') return bindObject(value as Record<string, unknown>, shape, count);
  return shape.kind === 'map' ? bindMap(value as Record<string, unknown>, shape, count) : DOUBT;
}

function bindList(value: readonly unknown[], shape: ListShape, count: Count): unknown {
  if (shape.most !== undefined && value.length > shape.most) return DOUBT;
  const target: unknown[] = [];
  for (const element of value) {
    const bound = bind(element, shape.of, count);
    if (bound === DOUBT) return DOUBT;
    target.push(bound);
  }
  return target;
}

function bindMap(value: Readonly<Record<string, unknown>>, shape: MapShape, count: Count): unknown {
  const target: Record<string, unknown> = Object.create(null);
  for (const [name, element] of Object.entries(value)) {
    count.strings++;
    const bound = bind(element, shape.of, count);
    if (bound === DOUBT) return DOUBT;
    target[name] = bound;
  }
  return target;
}

function bindObject(value: Readonly<Record<string, unknown>>, shape: ObjectShape, count: Count): unknown {
  const target = newObject(shape);
  for (const [name, element] of Object.entries(value)) {
    count.strings++;
    const wanted = Object.hasOwn(shape.members, name) ? shape.members[name] : undefined;
    const bound = wanted ? bind(element, wanted, count) : ignore(name, element, shape, count);
    if (bound === DOUBT) return DOUBT;
    if (wanted) target[name] = bound;
  }
  return target;
}

/**
 * A member that is not declared. Its value is read too: numbers and dates can fail, containers can be too deep. A
 * name that differs in case only may mean a member that another name has set already.
 */
function ignore(name: string, element: unknown, shape: ObjectShape, count: Count): unknown {
  if (memberNamed(shape, name) !== undefined) return DOUBT;
  if (element === null || typeof element === 'boolean') return undefined;
  if (typeof element !== 'string' || /^[/0-9]/.test(element)) return DOUBT;
  count.strings++;
  return undefined;
}
