import { addressSettings } from './address.ts';
import { backupSettings } from './backups.ts';
import { breachedSettings } from './breached.ts';
import { hashingSettings } from './hashing.ts';
import { installationSettings } from './installation.ts';
import { choice } from './kinds.ts';
import { lifetimeSettings } from './lifetimes.ts';
import { limitSettings } from './limits.ts';
import { monitoringSettings } from './monitoring.ts';
import { outgoingSettings } from './outgoing.ts';
import { pepperSettings } from './pepper.ts';
import type { Setting } from './setting.ts';
import { storeSettings } from './store.ts';

/** Every setting of the server, once. The flag is `--name`, the variable `GATEHOUSE_NAME`, the key in a file `name`. */
export const settings = {
  ...addressSettings,
  ...storeSettings,
  ...installationSettings,
  ...hashingSettings,
  ...breachedSettings,
  ...pepperSettings,
  ...limitSettings,
  ...backupSettings,
  ...lifetimeSettings,
  'problem-types': choice(['rfc7231', 'rfc9110'], 'rfc7231', 'Which RFC the `type` links of problem bodies point to.'),
  ...outgoingSettings,
  'enum-values': choice(
    ['numbers', 'names'],
    'numbers',
    'How enumerations are written in responses of the API; requests may always use either form.',
  ),
  ...monitoringSettings,
  'log-level': choice(
    ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
    'info',
    'Lowest level of log entries that are written.',
  ),
} as const;

export type SettingName = keyof typeof settings;

/** Every setting with its value. */
export type Config = { readonly [Name in SettingName]: (typeof settings)[Name] extends Setting<infer T> ? T : never };

/** The environment variable of a setting. */
export const variableName = (name: string): string => `GATEHOUSE_${name.toUpperCase().replaceAll('-', '_')}`;
