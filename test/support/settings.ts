import type { KnownSettingKey } from '../../src/directory/setting.ts';
import type { Gatehouse } from './gatehouse.ts';
import { world } from './world.ts';

/** Stores a setting of the example organization until the end of the block. */
export async function setSetting(gatehouse: Gatehouse, key: KnownSettingKey, value: string): Promise<AsyncDisposable> {
  await gatehouse.store.settings.put(world.organization.id, key, value);
  return {
    async [Symbol.asyncDispose]() {
      await gatehouse.db.deleteFrom('settings').where('key', '=', key).execute();
    },
  };
}

/** Until the end of the block, mail of the example organization has where to go. Nobody answers there. */
export async function setMailServer(gatehouse: Gatehouse): Promise<AsyncDisposable> {
  const settings = new AsyncDisposableStack();
  settings.use(await setSetting(gatehouse, 'Email.Smtp.Host', 'mail.invalid'));
  settings.use(await setSetting(gatehouse, 'Email.Smtp.FromEmail', 'owlery@hogwarts.example'));
  return settings;
}
