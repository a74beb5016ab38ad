/**
 * Filling objects, lists and maps from tokens. It models `JsonSerializerInternalReader` of Newtonsoft.Json 12.0.1 as
 * the web framework uses it: a fault is recorded, and reading is taken up again at the nearest member or element.
 */
import { convert } from './convert.ts';
import { Fault, type FaultLog, TooManyFaults } from './fault.ts';
import { advance, fits, type Metadata, type Named, type Names, readMetadata } from './metadata.ts';
import { leave, readContent, readToken, skip } from './read-token.ts';
import { readTyped } from './read-typed.ts';
import type { Reader } from './reader.ts';
import type { ListShape, MapShape, ObjectShape, Shape } from './shape.ts';
import { clrName, isNullable, memberNamed, newObject } from './shape-facts.ts';
import { wrongContainer } from './wrong-container.ts';

/** One reading: where the tokens come from, what is wrong so far, and the objects that the body has named. */
export interface Binding {
  readonly reader: Reader;
  readonly log: FaultLog;
  readonly names: Names;
}

/** Where a value goes. What is there already is added to, not replaced, when it can be. */
interface Slot<S extends Shape = Shape> {
  readonly shape: S;
  readonly existing: unknown;
  /** The fault of a reference to an object that cannot stand here. */
  readonly misfit: (named: Named | undefined) => Fault;
}

/** Reads the whole text as a value of the shape. Null when there is none, or when the fault is at the root. */
export function bindRoot(binding: Binding, shape: ObjectShape | ListShape): unknown {
  try {
    if (!readForShape(binding.reader, shape)) return null;
    return bindValue(binding, { shape, existing: null, misfit: (named) => elementMisfit(named, shape) });
  } catch (fault) {
    recordFault(binding, fault, '');
    return null;
  }
}

/** Moves to a value in the way in which values of the shape are read. False when the text is over. */
function readForShape(reader: Reader, shape: Shape): boolean {
  switch (shape.kind) {
    case 'text':
    case 'boolean':
    case 'int32':
    case 'dateTime':
      return readTyped(reader, shape.kind);
    case 'int64': {
      const found = readContent(reader);
      if (reader.token === 'Undefined') {
        throw reader.fault(`An undefined token is not a valid ${clrName(shape)}.`);
      }
      return found;
    }
    default:
      return readContent(reader);
  }
}

function bindValue(binding: Binding, slot: Slot): unknown {
  const { reader } = binding;
  do {
    switch (reader.token) {
      case 'StartObject':
        return bindBraces(binding, slot);
      case 'StartArray':
        return bindList(binding, slot, undefined);
      case 'String':
        if (reader.value === '' && isNullable(slot.shape) && slot.shape.kind !== 'text') return null;
        return convert(reader, reader.value, slot.shape);
      case 'Integer':
      case 'Float':
      case 'Boolean':
      case 'Date':
      case 'Null':
      case 'Undefined':
      case 'StartConstructor':
        return convert(reader, reader.value, slot.shape);
      case 'Comment':
        break;
      default:
        throw reader.fault(`Unexpected token while deserializing object: ${reader.token}`);
    }
  } while (readToken(reader));
  throw reader.fault('Unexpected end when deserializing object.');
}

/** A value in braces, which need not be an object: metadata may say otherwise. */
function bindBraces(binding: Binding, slot: Slot): unknown {
  const { reader } = binding;
  advance(reader);
  const metadata = readMetadata(reader, binding.names);
  if (metadata.kind === 'reference') return refer(metadata, slot);
  if (metadata.kind === 'values') {
    const list = bindList(binding, slot, metadata.id);
    advance(reader);
    return list;
  }
  const { shape } = slot;
  switch (shape.kind) {
    case 'object':
      return bindObject(binding, { ...slot, shape }, metadata.id);
    case 'map':
      return bindMap(binding, { ...slot, shape }, metadata.id);
    case 'list':
      throw wrongContainer(reader, 'object', shape);
    default:
      return bindWrapped(binding, slot);
  }
}

function refer({ named }: Extract<Metadata, { kind: 'reference' }>, slot: Slot): unknown {
  if (!fits(named, slot.shape)) throw slot.misfit(named);
  return named?.value ?? null;
}

/** A plain value may stand in an object of its own, as the member `$value`. */
function bindWrapped(binding: Binding, slot: Slot): unknown {
  const { reader } = binding;
  if (reader.token !== 'PropertyName' || reader.value !== '$value') {
    throw wrongContainer(reader, 'object', slot.shape);
  }
  advance(reader);
  if (reader.at('StartObject')) {
    throw reader.fault('Unexpected token when deserializing primitive value: StartObject');
  }
  const value = bindValue(binding, slot);
  advance(reader);
  return value;
}

function bindObject(binding: Binding, { shape, existing }: Slot<ObjectShape>, id: string | undefined): unknown {
  const target = (existing ?? newObject(shape)) as Record<string, unknown>;
  registerId(binding, id, { shape, value: target });
  bindMembers(binding, (member) => bindMember(binding, shape, target, member));
  return target;
}

function bindMember(binding: Binding, shape: ObjectShape, target: Record<string, unknown>, member: string): void {
  const { reader } = binding;
  const declared = memberNamed(shape, member);
  const wanted = declared === undefined ? undefined : shape.members[declared];
  if (declared === undefined || wanted === undefined) {
    if (readToken(reader)) skip(reader);
    return;
  }
  if (!readForShape(reader, wanted)) throw reader.fault(`Unexpected end when setting ${member}'s value.`);
  target[declared] = bindValue(binding, {
    shape: wanted,
    existing: target[declared],
    misfit: () => new Fault(`Error setting value to '${declared}' on '${clrName(shape)}'.`),
  });
}

function bindMap(binding: Binding, { shape, existing }: Slot<MapShape>, id: string | undefined): unknown {
  // Without a prototype every name is a name like any other, `__proto__` too.
  const target = (existing ?? Object.create(null)) as Record<string, unknown>;
  registerId(binding, id, { shape, value: target });
  bindMembers(binding, (key) => {
    const { reader } = binding;
    if (!readForShape(reader, shape.of)) throw reader.fault('Unexpected end when deserializing object.');
    target[key] = convert(reader, reader.value, shape.of);
  });
  return target;
}

function bindMembers(binding: Binding, bind: (member: string) => void): void {
  const { reader } = binding;
  const { depth } = reader;
  do {
    switch (reader.token) {
      case 'PropertyName': {
        const member = String(reader.value);
        try {
          bind(member);
        } catch (fault) {
          recordFault(binding, fault, member);
          skip(reader);
          leave(reader, depth);
        }
        break;
      }
      case 'EndObject':
        return;
      case 'Comment':
        break;
      default:
        throw reader.fault(`Unexpected token when deserializing object: ${reader.token}`);
    }
  } while (readToken(reader));
  recordFault(binding, reader.fault('Unexpected end when deserializing object.'), '');
}

function bindList(binding: Binding, { shape, existing }: Slot, id: string | undefined): unknown {
  const { reader } = binding;
  if (shape.kind !== 'list') throw wrongContainer(reader, 'array', shape);
  const target = (existing ?? []) as unknown[];
  registerId(binding, id, { shape, value: target });
  bindElements(binding, shape, target);
  return target;
}

function bindElements(binding: Binding, { of, most = Number.POSITIVE_INFINITY }: ListShape, target: unknown[]): void {
  const { reader } = binding;
  const { depth } = reader;
  let lastFaulty: number | undefined;
  for (;;) {
    try {
      if (!readForShape(reader, of)) break;
      if (reader.token === 'EndArray') return;
      if (target.length >= most) refuseLength(binding, most);
      target.push(bindValue(binding, { shape: of, existing: null, misfit: (named) => elementMisfit(named, of) }));
    } catch (fault) {
      const { index } = reader.positionAt(depth);
      recordFault(binding, fault, String(index));
      skip(reader);
      leave(reader, depth + 1);
      if (index === lastFaulty) throw reader.fault('Infinite loop detected from error handling.');
      lastFaulty = index;
    }
  }
  recordFault(binding, reader.fault('Unexpected end when deserializing array.'), '');
}

/** Reading ends here: the rest of a list that is too long is not worth reading. */
function refuseLength(binding: Binding, most: number): never {
  recordFault(binding, binding.reader.fault(`The list must not have more than ${most} elements.`), '');
  throw new TooManyFaults();
}

function elementMisfit(named: Named | undefined, of: Shape): Fault {
  if (named === undefined) return new Fault('Value cannot be null.\nParameter name: item');
  const types = `"${clrName(named.shape)}" is not of type "${clrName(of)}"`;
  return new Fault(`The value ${types} and cannot be used in this generic collection.\nParameter name: value`);
}

function registerId({ reader, names }: Binding, id: string | undefined, named: Named): void {
  if (id !== undefined && !names.add(id, named)) throw reader.fault(`Error reading object reference '${id}'.`);
}

function recordFault({ reader, log }: Binding, fault: unknown, member: string): void {
  if (!(fault instanceof Fault)) throw fault;
  log.record(fault, reader.path, member);
}
