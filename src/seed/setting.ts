import type { KnownSettingKey } from '../directory/setting.ts';
import { isKnownSetting, knownSettings, refusedValue } from '../setting/rules.ts';
import { suggestion } from '../suggestion.ts';
import { refusal, type SeedPosition, within } from './position.ts';
import { mapping, present, type Reader } from './shape.ts';

export interface SeedSetting {
  readonly key: KnownSettingKey;
  readonly value: string;
}

/** A mapping of setting keys to values. Every value is text; YAML may read it as a number or a truth value. */
export const settings: Reader<readonly SeedSetting[]> = (value, position) =>
  Object.entries(mapping(value, position)).map(([key, given]) => setting(key, given, within(position, key)));

function setting(key: string, given: unknown, position: SeedPosition): SeedSetting {
  if (!isKnownSetting(key)) throw refusal(position, `is unknown; ${suggestion(key, knownSettings, 'there are')}`);
  if (typeof present(given, position) === 'object') throw refusal(position, 'must be text: put it in single quotes');
  const value = String(given);
  const problem = refusedValue(key, value);
  if (problem !== undefined) throw refusal(position, problem);
  return { key, value };
}
