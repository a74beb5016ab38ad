import type { consoleHomeTexts as english } from '../en/console-home.ts';
import type { TextsOf } from '../en.ts';

export const consoleHomeTexts: TextsOf<typeof english> = {
  'home.title': 'Acasă',
  'home.attention': 'Ce cere atenție',
  'home.calm': 'Nimic nu vă cere atenția.',
  'home.expiring': 'Expiră curând',
  'home.ends': 'expiră',
  'home.ended': 'a expirat',
  'home.server': 'Server',
  'home.version': 'Versiune',
};
