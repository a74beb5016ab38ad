import { levelOf, type Preferences, preferencesOf } from '../directory/appearance.ts';
import type { Command } from '../directory/command.ts';
import { permitOnLevel } from '../directory/permission.ts';
import type { Store } from '../directory/store.ts';
import { writeSetting } from './write.ts';

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
    for (const [name, key] of [
      ['language', 'UserLanguage.Language'],
      ['theme', 'UserTheme.Theme'],
    ] as const) {
      const value = preferences[name];
      if (value === kept[name]) continue;
      await writeSetting(tables, { ...command, permitted }, { key, value: value ?? null });
    }
  });
}
