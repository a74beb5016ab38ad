import type { KeySet } from '../directory/application.ts';
import { inside, type Place, refusal } from './place.ts';
import { list, mapping, type Reader, record, required } from './shape.ts';

/** Members that only a private or a shared key has (RFC 7518 section 6). */
const secretMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'];

const shape = record('a set of keys', { keys: required(list(publicKey)) });

/** A JSON Web Key Set of public keys. */
export const keySet: Reader<KeySet> = (value, place) => {
  const { keys } = shape(value, place);
  if (keys.length === 0) throw refusal(inside(place, 'keys'), 'must hold a key');
  return { keys };
};

function publicKey(value: unknown, place: Place): Readonly<Record<string, unknown>> {
  const key = mapping(value, place);
  if (!['RSA', 'EC', 'OKP'].includes(String(key.kty))) throw refusal(inside(place, 'kty'), 'must be RSA, EC or OKP');
  for (const member of secretMembers) {
    if (member in key) throw refusal(inside(place, member), 'belongs to a private key: name the public one only');
  }
  return { ...key };
}
