import type { Kysely } from 'kysely';
import { canonical } from '../directory/canonical.ts';
import { hostId } from '../directory/organization.ts';
import type { Sealer } from '../directory/sealer.ts';
import { type SettingKey, type Settings, settingDefaults } from '../directory/setting.ts';
import { nextNumber } from './counters.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared.ts';
import { sealSetting } from './secret-setting.ts';

const keys = Object.keys(settingDefaults) as SettingKey[];
const keyByCanonical = new Map(keys.map((key) => [canonical(key), key]));

export function settings(db: Kysely<Database>, sealer: Sealer): Settings {
  return {
    async inForce(organizationId) {
      const { rows } = await inForce(db, { organizationId });
      const values: Record<SettingKey, string> = { ...settingDefaults };
      for (const { key_key, value } of rows) {
        const key = keyByCanonical.get(key_key);
        if (key !== undefined && value !== null) values[key] = value;
      }
      return values;
    },

    async isStored(organizationId, key) {
      const row = await db
        .selectFrom('settings')
        .select('id')
        .where('organization_id', '=', organizationId)
        .where('user_id', '=', '')
        .where('key_key', '=', canonical(key))
        .executeTakeFirst();
      return row !== undefined;
    },

    async put(organizationId, key, plain) {
      const owner = organizationId ?? hostId;
      const value = sealSetting(sealer, owner, key, plain);
      await db
        .insertInto('settings')
        .values({
          organization_id: owner,
          user_id: '',
          key_key: canonical(key),
          id: await nextNumber(db, hostId, 'setting'),
          key,
          value,
        })
        .onConflict((conflict) => conflict.columns(['organization_id', 'user_id', 'key_key']).doUpdateSet({ value }))
        .execute();
    },
  };
}

const inForce = prepared<{ readonly organizationId: string }, { key_key: string; value: string | null }>((db, place) =>
  db
    .selectFrom('settings')
    .select(['key_key', 'value'])
    .where('organization_id', 'in', [hostId, place('organizationId')])
    .where('user_id', '=', '')
    .where('key_key', 'in', [...keyByCanonical.keys()])
    // The host's values come first, so the organization's own overwrite them.
    .orderBy(({ eb }) => eb.case().when('organization_id', '=', hostId).then(0).else(1).end()),
);
