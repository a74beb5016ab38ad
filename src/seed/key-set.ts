import { refusedClientKey } from '../directory/application/client-key.ts';
import type { KeySet } from '../directory/application.ts';
import { refusal, type SeedPosition, within } from './position.ts';
import { list, mapping, objectOf, type Reader, required } from './shape.ts';

/** One for each signature that is tried: more keys than anybody rotates, and few enough to be tried. */
const mostKeys = 10;

const shape = objectOf('a set of keys', { keys: required(list(publicKey)) });

/** A JSON Web Key Set of public keys (RFC 7517 section 5). */
export const keySet: Reader<KeySet> = (value, position) => {
  const { keys } = shape(value, position);
  if (keys.length === 0) throw refusal(within(position, 'keys'), 'must hold a key');
  if (keys.length > mostKeys) throw refusal(within(position, 'keys'), `must hold at most ${mostKeys} keys`);
  return { keys };
};

function publicKey(value: unknown, position: SeedPosition): Readonly<Record<string, unknown>> {
  const key = mapping(value, position);
  const refused = refusedClientKey(key);
  if (refused !== undefined) throw refusal(position, refused);
  return { ...key };
}
