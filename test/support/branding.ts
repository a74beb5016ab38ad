import type { Gatehouse } from './gatehouse.ts';

/** A shield, as an organization would put it into its settings. */
const exampleLogo = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><path fill="#f2d8a0" d="M4 4h32v18c0 8-8 13-16 16C12 35 4 30 4 22z"/><path fill="#5c1226" d="M20 10l3 6 7 1-5 5 1 7-6-3-6 3 1-7-5-5 7-1z"/></svg>',
)}`;

/** Gives an organization a look of its own, as its administrator would. */
export async function setBranding({ store: { settings } }: Gatehouse, organizationId: string): Promise<void> {
  await settings.put(organizationId, 'Branding.DisplayName', 'Durmstrang Institute');
  await settings.put(organizationId, 'Branding.Logo', exampleLogo);
  await settings.put(organizationId, 'Branding.AccentColor', '#7a1f3d');
}
