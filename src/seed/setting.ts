import type { KnownSettingKey } from '../directory/setting.ts';
import { isKnownSetting, knownSettings, refusedValue } from '../setting/rules.ts';
import { inside, type Place, refusal } from './position.ts';
import { mapping, present, type Reader } from './shape.ts';
import { suggestion } from './suggestion.ts';

export interface SeedSetting {
  readonly key: KnownSettingKey;
  readonly value: string;
}

/** A mapping of setting keys to values. Every value is text; YAML may read it as a number or a truth value. */
export const settings: Reader<readonly SeedSetting[]> = (value, place) =>
  Object.entries(mapping(value, place)).map(([key, given]) => setting(key, given, inside(place, key)));

function setting(key: string, given: unknown, place: Place): SeedSetting {
  if (!isKnownSetting(key)) throw refusal(place, `is unknown; ${suggestion(key, knownSettings, 'there are')}`);
  if (typeof present(given, place) === 'object') throw refusal(place, 'must be text: put it in single quotes');
  const value = String(given);
  const problem = refusedValue(key, value);
  if (problem !== undefined) throw refusal(place, problem);
  return { key, value };
}
