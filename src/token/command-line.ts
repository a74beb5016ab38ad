import type { Application } from '../directory/application.ts';
import type { Settings } from '../directory/setting.ts';

/** The public client of the command-line tools: first-party, and known to clients under this id. */
export const commandLineId = '36dea5b8-e8bb-423d-8e7b-c808df8f1c00';

/** Whether the organization has switched the application off for its people, which it can with the command-line tools. */
export async function isSwitchedOff(
  settings: Pick<Settings, 'inForce'>,
  application: Application,
  organizationId: string,
): Promise<boolean> {
  if (application.id !== commandLineId) return false;
  const { 'Auth.CommandLineClient.Enabled': isEnabled } = await settings.inForce(organizationId);
  return isEnabled.toLowerCase() === 'false';
}
