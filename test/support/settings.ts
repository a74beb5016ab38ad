import type { SettingKey } from '../../src/directory/setting.ts';
import type { Gatehouse } from './gatehouse.ts';
import { world } from './world.ts';

/** Stores a setting of the example organization until the end of the block. */
export async function setSetting(gatehouse: Gatehouse, key: SettingKey, value: string): Promise<AsyncDisposable> {
  await gatehouse.store.settings.put(world.organization.id, key, value);
  return {
    async [Symbol.asyncDispose]() {
      await gatehouse.db.deleteFrom('settings').where('key', '=', key).execute();
    },
  };
}
