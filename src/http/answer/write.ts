import type { AnswerShape, EnumValues } from '../../operation/answer-shape.ts';

/**
 * Turns what an operation returned into what JSON writes: members in the declared order, absent ones null, or left out where
 * they are optional.
 */
export type Writer = (value: never) => unknown;

type Write = (value: unknown) => unknown;

/** Makes the writer of a shape once, so that writing an answer looks nothing up. */
export function createWriter(shape: AnswerShape, enumValues: EnumValues): Writer {
  return compile(shape, enumValues);
}

function compile(shape: AnswerShape, enumValues: EnumValues): Write {
  switch (shape.kind) {
    case 'moment':
      return (value) => new Date(value as number).toISOString();
    case 'numbered':
      return enumValues === 'names' ? asIs : (value) => shape.names.indexOf(value as string);
    case 'list': {
      const write = compile(shape.of, enumValues);
      return write === asIs ? asIs : (value) => (value as unknown[]).map(write);
    }
    case 'map': {
      const write = compile(shape.of, enumValues);
      return (value) =>
        Object.fromEntries(Object.entries(value as object).map(([name, member]) => [name, write(member)]));
    }
    case 'dto':
      return writeMembers(shape.members, enumValues);
    case 'oneOf': {
      const variants = new Map(
        Object.entries(shape.variants).map(([tag, variant]) => [tag, writeMembers(variant.members, enumValues)]),
      );
      return (value) => variants.get((value as Record<string, string>)[shape.discriminator] ?? '')?.(value);
    }
    case 'nullable': {
      const write = compile(shape.of, enumValues);
      return (value) => (value === null || value === undefined ? null : write(value));
    }
    case 'optional': {
      const write = compile(shape.of, enumValues);
      return (value) => (value === undefined ? undefined : write(value));
    }
    default:
      return asIs;
  }
}

function writeMembers(members: Readonly<Record<string, AnswerShape>>, enumValues: EnumValues): Write {
  const writers = Object.entries(members).map(([name, shape]) => [name, compile(shape, enumValues)] as const);
  return (value) => {
    const source = value as Record<string, unknown>;
    const target: Record<string, unknown> = {};
    for (const [name, write] of writers) target[name] = write(source[name]);
    return target;
  };
}

const asIs: Write = (value) => value;
