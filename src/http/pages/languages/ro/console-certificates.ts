import type { consoleCertificatesTexts as english } from '../en/console-certificates.ts';
import type { TextsOf } from '../en.ts';

export const consoleCertificatesTexts: TextsOf<typeof english> = {
  'certificates.title': 'Certificate',
  'certificates.text':
    'Certificatele SAML ale organizației: unul în folosință și următorul. Încărcați-l pe următorul înainte ca cel actual să expire, anunțați partenerii, apoi schimbați-le între ele.',
  'certificates.primary': 'În folosință',
  'certificates.secondary': 'Următorul',
  'certificates.none': 'Niciun certificat încă',
  'certificates.noneText': 'Un certificat îi ajută pe parteneri să recunoască ce semnează această organizație.',
  'certificates.subject': 'Pentru',
  'certificates.issuer': 'Emis de',
  'certificates.until': 'Expiră',
  'certificates.ended': 'expirat',
  'certificates.soon': 'expiră curând',
  'certificates.thumbprint': 'Amprentă (SHA-1)',
  'certificates.upload': 'Încarcă',
  'certificates.uploadPrimary': 'Încarcă un certificat de folosit acum',
  'certificates.uploadSecondary': 'Încarcă certificatul următor',
  'certificates.file': 'Fișier',
  'certificates.fileHint': 'PEM, DER sau PFX. O cheie privată din el se verifică și nu se păstrează.',
  'certificates.password': 'Parola unui fișier PFX',
  'certificates.replaces': 'Cel actual se înlocuiește.',
  'certificates.switch': 'Schimbă-le între ele',
  'certificates.switchTitle': 'Folosiți de acum {thumbprint}?',
  'certificates.switchText':
    'Certificatul următor intră imediat în folosință, iar cel actual devine următorul. Se poate anula schimbându-le din nou.',
  'certificates.switched': 'Certificatele au fost schimbate între ele.',
  'certificates.delete': 'Șterge',
  'certificates.deleteTitle': 'Ștergeți certificatul următor {thumbprint}?',
  'certificates.deleteText': 'Dispare; cel în folosință rămâne.',
  'certificates.deleted': 'Certificatul a fost șters.',
};
