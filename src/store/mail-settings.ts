import type { Kysely } from 'kysely';
import { canonical } from '../directory/canonical.ts';
import { hostId } from '../directory/organization.ts';
import type { Sealer } from '../directory/sealer.ts';
import type { MailSettings } from '../mail/letter.ts';
import type { Database } from './database.ts';
import { openSetting } from './secret-setting.ts';

const prefix = canonical('Email.Smtp.');

export function mailSettings(db: Kysely<Database>, sealer: Sealer): MailSettings {
  return {
    async smtp(organizationId) {
      const stored = async (level: string) => {
        const rows = await db
          .selectFrom('settings')
          .select(['key_key', 'value'])
          .where('organization_id', '=', level)
          .where('user_id', '=', '')
          .where('key_key', '>=', prefix)
          .where('key_key', '<', `${prefix}\u{10ffff}`)
          .where('value', 'is not', null)
          .execute();
        return Object.fromEntries(
          rows.map(({ key_key, value }) => [
            key_key.slice(prefix.length).toLowerCase(),
            openSetting(sealer, level, key_key, value ?? ''),
          ]),
        );
      };
      return await Promise.all([organizationId, hostId].map(stored));
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
