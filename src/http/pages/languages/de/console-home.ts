import type { consoleHomeTexts as english } from '../en/console-home.ts';
import type { TextsOf } from '../en.ts';

export const consoleHomeTexts: TextsOf<typeof english> = {
  'home.title': 'Übersicht',
  'home.attention': 'Was Aufmerksamkeit braucht',
  'home.calm': 'Nichts braucht Ihre Aufmerksamkeit.',
  'home.expiring': 'Läuft bald ab',
  'home.ends': 'läuft ab',
  'home.ended': 'abgelaufen',
  'home.server': 'Server',
  'home.version': 'Version',
};
