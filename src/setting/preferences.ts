import { levelOf, type Preferences, preferencesOf } from '../directory/appearance.ts';
import type { Command } from '../directory/command.ts';
import { permitOnLevel } from '../directory/permission.ts';
import type { Store } from '../directory/store.ts';
import { writeStored } from './write.ts';

const keys = [
  ['language', 'UserLanguage.Language'],
  ['theme', 'UserTheme.Theme'],
] as const;

/**
 * Stores both for the person who asks for it; what is undefined is deleted. A value that stays as it is leaves no audit
 * entry.
 */
export function writePreferences(
  store: Store,
  command: Command<'setting.write'>,
  preferences: Preferences,
): Promise<void> {
  const { actor: user } = command.permitted;
  const permitted = permitOnLevel(command.permitted, levelOf(user));
  return store.transaction(async (tables) => {
    const kept = await preferencesOf(tables.settings, user);
    const changes = keys.flatMap(([name, key]) => {
      const value = preferences[name];
      return value === kept[name] ? [] : [{ key, value: value ?? null }];
    });
    await writeStored(tables, { ...command, permitted }, changes);
  });
}
