import type { consoleCertificatesTexts as english } from '../en/console-certificates.ts';
import type { TextsOf } from '../en.ts';

export const consoleCertificatesTexts: TextsOf<typeof english> = {
  'certificates.title': 'Zertifikate',
  'certificates.text':
    'Die SAML-Zertifikate der Organisation: eines in Gebrauch und das nächste. Laden Sie das nächste hoch, bevor das jetzige endet, sagen Sie es Ihren Partnern, und tauschen Sie dann die beiden.',
  'certificates.primary': 'In Gebrauch',
  'certificates.secondary': 'Nächstes',
  'certificates.none': 'Noch keine Zertifikate',
  'certificates.noneText': 'An einem Zertifikat erkennen Partner, was diese Organisation signiert.',
  'certificates.subject': 'Für',
  'certificates.issuer': 'Ausgestellt von',
  'certificates.until': 'Endet',
  'certificates.ended': 'abgelaufen',
  'certificates.soon': 'endet bald',
  'certificates.thumbprint': 'Fingerabdruck (SHA-1)',
  'certificates.upload': 'Hochladen',
  'certificates.uploadPrimary': 'Ein Zertifikat hochladen, das ab jetzt gilt',
  'certificates.uploadSecondary': 'Das nächste Zertifikat hochladen',
  'certificates.file': 'Datei',
  'certificates.fileHint': 'PEM, DER oder PFX. Ein privater Schlüssel darin wird geprüft und nicht behalten.',
  'certificates.password': 'Passwort einer PFX-Datei',
  'certificates.replaces': 'Das jetzige wird ersetzt.',
  'certificates.switch': 'Die beiden tauschen',
  'certificates.switchTitle': 'Ab jetzt {thumbprint} benutzen?',
  'certificates.switchText':
    'Das nächste Zertifikat gilt sofort, und das jetzige wird das nächste. Ein weiterer Tausch macht es rückgängig.',
  'certificates.switched': 'Die Zertifikate wurden getauscht.',
  'certificates.delete': 'Löschen',
  'certificates.deleteTitle': 'Das nächste Zertifikat {thumbprint} löschen?',
  'certificates.deleteText': 'Es ist dann weg; das in Gebrauch bleibt.',
  'certificates.deleted': 'Das Zertifikat wurde gelöscht.',
};
