import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Gatehouse } from './gatehouse.ts';

/** A shield, as an organization would put it into its settings. */
const shield = readFileSync(join(import.meta.dirname, 'shield.png'), 'base64');

/** Gives an organization a look of its own, as its administrator would. */
export async function setBranding({ store: { settings } }: Gatehouse, organizationId: string): Promise<void> {
  await settings.put(organizationId, 'Branding.DisplayName', 'Durmstrang Institute');
  await settings.put(organizationId, 'Branding.Logo', `data:image/png;base64,${shield}`);
  await settings.put(organizationId, 'Branding.AccentColor', '#7a1f3d');
}
