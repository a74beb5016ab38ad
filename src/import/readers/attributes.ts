import type { Fate } from '../person.ts';
import { lost, mapped } from './fates.ts';
import { inWords, type JsonObject } from './json-members.ts';

interface Attributes {
  readonly attributes: Readonly<Record<string, string>>;
  readonly fates: readonly Fate[];
}

/**
 * What another product keeps beside the profile, as texts: a list of one text as that text, whatever is no text as JSON.
 *
 * @param prefix of the fields in what is told: `attributes.`
 */
export function attributesOf(members: JsonObject, prefix: string): Attributes {
  const attributes: Record<string, string> = {};
  const fates: Fate[] = [];
  for (const [name, member] of Object.entries(members)) {
    const value = Array.isArray(member) && member.length === 1 ? member[0] : member;
    if (value === null || value === undefined || value === '') continue;
    if (name === '__proto__') {
      fates.push(lost(`${prefix}${name}`, 'an attribute cannot be called so'));
      continue;
    }
    attributes[name] = inWords(value);
    if (typeof value === 'object') fates.push(mapped(`${prefix}${name}`, 'a list or an object is kept as JSON'));
  }
  return { attributes, fates };
}
