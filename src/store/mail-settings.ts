import type { Kysely } from 'kysely';
import { canonical } from '../directory/canonical.ts';
import { zeroUuid } from '../directory/identifier.ts';
import type { Sealer } from '../directory/sealer.ts';
import type { MailSettings } from '../mail/letter.ts';
import type { Database } from './database.ts';
import { openSetting } from './secret-setting.ts';

const prefix = canonical('Email.Smtp.');

export function mailSettings(db: Kysely<Database>, sealer: Sealer): MailSettings {
  return {
    async smtp(organizationId) {
      const rows = await db
        .selectFrom('settings')
        .select(['organization_id', 'key_key', 'value'])
        .where('organization_id', 'in', [organizationId, zeroUuid])
        .where('user_id', '=', '')
        .where('key_key', '>=', prefix)
        .where('key_key', '<', `${prefix}\u{10ffff}`)
        .execute();
      return [organizationId, zeroUuid].map((level) => {
        const own = rows.filter((row) => row.organization_id === level && row.value !== null);
        return Object.fromEntries(
          own.map(({ key_key, value }) => [
            key_key.slice(prefix.length).toLowerCase(),
            openSetting(sealer, level, key_key, value ?? ''),
          ]),
        );
      });
    },

    async language(organizationId, userId) {
      const row = await db
        .selectFrom('settings')
        .select('value')
        .where('organization_id', '=', organizationId)
        .where('user_id', '=', userId)
        .where('key_key', '=', canonical('UserLanguage.Language'))
        .executeTakeFirst();
      return row?.value ?? undefined;
    },
  };
}
