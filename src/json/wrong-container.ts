/** The long message about an array where something else is wanted, or an object where something else is. */
import type { Fault } from './fault.ts';
import type { Reader } from './reader.ts';
import type { Shape } from './shape.ts';
import { clrName } from './shape-facts.ts';

const OBJECT = 'JSON object (e.g. {"name":"value"})';
const ARRAY = 'JSON array (e.g. [1,2,3])';

const ADVICE = {
  array:
    'to an array or a type that implements a collection interface (e.g. ICollection, IList) like List<T> that can be ' +
    'deserialized from a JSON array. JsonArrayAttribute can also be added to the type to force it to deserialize from ' +
    'a JSON array.',
  object:
    'so that it is a normal .NET type (e.g. not a primitive type like integer, not a collection type like an array or ' +
    'List<T>) that can be deserialized from a JSON object. JsonObjectAttribute can also be added to the type to force ' +
    'it to deserialize from a JSON object.',
};

/** The fault of a container of the kind `found` where a value of the shape is wanted. */
export function wrongContainer(reader: Reader, found: 'array' | 'object', shape: Shape): Fault {
  const current = found === 'array' ? ARRAY : OBJECT;
  const wanted = expected(shape);
  return reader.fault(
    `Cannot deserialize the current ${current} into type '${clrName(shape)}' because the type requires a ${wanted} to ` +
      `deserialize correctly.\nTo fix this error either change the JSON to a ${wanted} or change the deserialized ` +
      `type ${ADVICE[found]}\n`,
  );
}

function expected(shape: Shape): string {
  switch (shape.kind) {
    case 'object':
    case 'map':
      return OBJECT;
    case 'list':
      return ARRAY;
    case 'text':
      return 'JSON string value';
    default:
      return 'JSON primitive value (e.g. string, number, boolean, null)';
  }
}
