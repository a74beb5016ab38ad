import { excerpt } from '../directory/audit/excerpt.ts';
import { auditEntryOf, type Command } from '../directory/command.ts';
import type { Permitted } from '../directory/permission.ts';
import type { SettingLevel, StoredSetting } from '../directory/setting.ts';
import type { Tables } from '../directory/store.ts';
import { mailServerKeys, withoutStalePassword } from './mail-server.ts';

interface DeleteStored extends Command<'setting.write'> {
  readonly permitted: Permitted<'setting.write', SettingLevel>;
}

/** Deletes what the level has stored under the keys, and writes down who did. */
export async function deleteStored(
  { settings, audit }: Tables,
  command: DeleteStored,
  keys: readonly string[],
): Promise<void> {
  const { object: level } = command.permitted;
  const server = await settings.stored(level, mailServerKeys);
  const gone = withoutStalePassword(
    server,
    keys.map((key) => ({ key, value: null })),
  );
  const rows: readonly StoredSetting[] = await settings.stored(
    level,
    gone.map(({ key }) => key),
  );
  await settings.delete(
    level,
    rows.map(({ key }) => key),
  );
  const targetId = level.userId ?? level.organizationId;
  await audit.appendMany(command.permitted.organizationId, rows, ({ key, value }) => {
    const details = { key, before: excerpt(value), after: null };
    return auditEntryOf(command, { category: 'Setting', action: 'Delete', targetId, details });
  });
}
