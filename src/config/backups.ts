import { integer, optionalPath, optionalText } from './kinds.ts';

/** Backups that the running server makes. */
export const backupSettings = {
  'backup-dir': optionalPath('DIR', 'Folder into which the running server makes backups. Without it, it makes none.'),
  'backup-every': integer(1, 8760, 24, 'Hours from one of these backups to the next.'),
  'backup-keep': integer(
    1,
    99_999,
    7,
    'How many of these backups are kept; older ones are deleted when a new one is complete.',
  ),
  'backup-recipient': optionalText(
    'AGE',
    'Recipient (age1…) for whom these backups are encrypted. Without it they are not, and do not contain the installation key.',
  ),
} as const;
