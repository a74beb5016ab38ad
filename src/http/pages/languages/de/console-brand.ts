import type { consoleBrandTexts as english } from '../en/console-brand.ts';
import type { TextsOf } from '../en.ts';

export const consoleBrandTexts: TextsOf<typeof english> = {
  'brand.title': 'Erscheinungsbild',
  'brand.name': 'Name',
  'brand.nameHint': 'Auf Seiten und in Nachrichten. Leer: {name}.',
  'brand.accent': 'Farbe',
  'brand.accentHint': 'Von Knöpfen und Links. Wo sie nicht zu lesen wäre, wird sie dunkler oder heller.',
  'brand.logo': 'Logo',
  'brand.logoHint': 'PNG, JPEG oder WebP, bis zu 146 KB. Es wird 36 Pixel hoch gezeigt.',
  'brand.removeLogo': 'Das Logo entfernen',
  'brand.removeLogoHint': 'Das eingebaute wird wieder gezeigt.',
  'brand.save': 'Speichern',
  'brand.preview': 'Vorschau',
  'brand.signIn': 'Die Anmeldeseite',
  'brand.mail': 'Eine Nachricht, wie sie jetzt gesendet wird',
};
