import { integer, optionalPath, optionalText } from './kinds.ts';

/** Backups that the running server makes. */
export const backupSettings = {
  'backup-dir': optionalPath('DIR', 'Folder into which the running server saves its store. Without it, it does not.'),
  'backup-every': integer(1, 8760, 24, 'Hours from one such backup to the next.'),
  'backup-keep': integer(
    1,
    99_999,
    7,
    'How many such backups are kept; older ones are deleted when a new one is complete.',
  ),
  'backup-recipient': optionalText(
    'AGE',
    'Recipient (age1…) to whom such backups are encrypted. Without it they are not, and lack the installation key.',
  ),
} as const;
