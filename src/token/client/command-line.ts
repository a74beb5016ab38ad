import { commandLineId } from '../../directory/application/built-in.ts';
import type { Application } from '../../directory/application.ts';
import type { Settings } from '../../directory/setting.ts';

/** Whether the organization has switched the application off for its users, which is possible for the command-line tools. */
export async function isSwitchedOff(
  settings: Pick<Settings, 'inForce'>,
  application: Pick<Application, 'id'>,
  organizationId: string,
): Promise<boolean> {
  if (application.id !== commandLineId) return false;
  const { 'Auth.CommandLineClient.Enabled': isEnabled } = await settings.inForce(organizationId);
  return isEnabled.toLowerCase() === 'false';
}
