import type { Kysely } from 'kysely';
import { type Appearance, brandingKeys, preferenceKeys } from '../directory/appearance.ts';
import { canonical } from '../directory/canonical.ts';
import { hostId } from '../directory/organization.ts';
import { nextNumber } from './counters.ts';
import type { Database } from './database.ts';

export function appearance(db: Kysely<Database>): Appearance {
  /** The values of some keys by their canonical names; those of a later place win. */
  const values = async (places: readonly string[], userId: string, keys: readonly string[]) => {
    const rows = await db
      .selectFrom('settings')
      .select(['organization_id as organizationId', 'key_key as key', 'value'])
      .where('organization_id', 'in', [...places])
      .where('user_id', '=', userId)
      .where('key_key', 'in', keys.map(canonical))
      .execute();
    rows.sort((one, other) => places.indexOf(one.organizationId) - places.indexOf(other.organizationId));
    const found = new Map(rows.map(({ key, value }) => [key, value]));
    return (key: string): string | null => found.get(canonical(key)) ?? null;
  };

  return {
    async branding(organizationId) {
      const value = await values([hostId, organizationId], '', Object.values(brandingKeys));
      const { displayName, logo, accentColor } = brandingKeys;
      return { displayName: value(displayName), logo: value(logo), accentColor: value(accentColor) };
    },

    async preferences({ organizationId, id }) {
      const value = await values([organizationId], id, Object.values(preferenceKeys));
      return { language: value(preferenceKeys.language), theme: value(preferenceKeys.theme) };
    },

    async prefer({ organizationId, id }, { language, theme }) {
      const wishes = [
        [preferenceKeys.language, language],
        [preferenceKeys.theme, theme],
      ] as const;
      for (const [key, value] of wishes) {
        const place = { organization_id: organizationId, user_id: id, key_key: canonical(key) };
        await db
          .insertInto('settings')
          .values({ ...place, id: await nextNumber(db, hostId, 'setting'), key, value })
          .onConflict((conflict) => conflict.columns(['organization_id', 'user_id', 'key_key']).doUpdateSet({ value }))
          .execute();
      }
    },
  };
}
