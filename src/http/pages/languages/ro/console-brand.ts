import type { consoleBrandTexts as english } from '../en/console-brand.ts';
import type { TextsOf } from '../en.ts';

export const consoleBrandTexts: TextsOf<typeof english> = {
  'brand.title': 'Aspect',
  'brand.name': 'Nume',
  'brand.nameHint': 'Pe pagini și în mesaje. Gol: {name}.',
  'brand.accent': 'Culoare',
  'brand.accentHint': 'A butoanelor și linkurilor. Unde nu s-ar putea citi, devine mai închisă sau mai deschisă.',
  'brand.logo': 'Siglă',
  'brand.logoHint': 'PNG, JPEG sau WebP, până la 146 KB. Se afișează cu înălțimea de 36 de pixeli.',
  'brand.removeLogo': 'Elimină sigla',
  'brand.removeLogoHint': 'Se afișează din nou cea implicită.',
  'brand.save': 'Salvează',
  'brand.preview': 'Previzualizare',
  'brand.signIn': 'Pagina de conectare',
  'brand.mail': 'Un mesaj, așa cum se trimite acum',
};
