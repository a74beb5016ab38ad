import { refusedClientKey } from '../directory/application/client-key.ts';
import type { KeySet } from '../directory/application.ts';
import { inside, type Place, refusal } from './position.ts';
import { list, mapping, type Reader, record, required } from './shape.ts';

/** One for each signature that is tried: more keys than anybody rotates, and few enough to be tried. */
const mostKeys = 10;

const shape = record('a set of keys', { keys: required(list(publicKey)) });

/** A JSON Web Key Set of public keys (RFC 7517 section 5). */
export const keySet: Reader<KeySet> = (value, place) => {
  const { keys } = shape(value, place);
  if (keys.length === 0) throw refusal(inside(place, 'keys'), 'must hold a key');
  if (keys.length > mostKeys) throw refusal(inside(place, 'keys'), `must hold at most ${mostKeys} keys`);
  return { keys };
};

function publicKey(value: unknown, place: Place): Readonly<Record<string, unknown>> {
  const key = mapping(value, place);
  const refused = refusedClientKey(key);
  if (refused !== undefined) throw refusal(place, refused);
  return { ...key };
}
