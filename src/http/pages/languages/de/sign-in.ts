import type { signInTexts as english } from '../en/sign-in.ts';
import type { TextsOf } from '../en.ts';

export const signInTexts: TextsOf<typeof english> = {
  'signIn.title': 'Anmelden',
  'signIn.for': 'um mit {application} fortzufahren',
  'signIn.at': 'mit Ihrem Konto bei {organization}',
  'signIn.keep': 'Angemeldet bleiben',
  'signIn.keepHint':
    'Sie bleiben auch angemeldet, wenn der Browser geschlossen wird. Nicht auf gemeinsam genutzten Geräten verwenden.',
  'signIn.submit': 'Anmelden',
  'signIn.forgotten': 'Passwort vergessen?',
  'signIn.wrong':
    'Benutzername oder Passwort ist falsch. Nach mehreren Fehlversuchen wird ein Konto für eine Weile gesperrt.',
  'signIn.wrongPlace': 'Wenn es hier mehrere Organisationen gibt, geben Sie auch an, zu welcher Ihr Konto gehört.',
  'signIn.noOrganization':
    'Auf diesem Server gibt es noch keine Organisation. Administratoren des Hosts melden sich bei der Organisation „host“ an.',
  'signIn.organizationNotActive': 'Diese Organisation ist nicht aktiv. Wenden Sie sich an Ihre Administratoren.',
  'signIn.notActive': 'Dieses Konto ist nicht aktiv. Wenden Sie sich an Ihre Administratoren.',
  'signIn.notConfirmed':
    'Ihre E-Mail-Adresse ist noch nicht bestätigt. Öffnen Sie den Link in der E-Mail, die wir Ihnen geschickt haben.',
  'signIn.restricted': 'Ihre Organisation erlaubt keine Anmeldung mit Passwort.',
  'signIn.notAccepted':
    'Sie haben Ihre Einladung noch nicht angenommen. Öffnen Sie den Link in der E-Mail, die wir Ihnen geschickt haben.',
  'signIn.elsewhere': 'Bei einer anderen Organisation anmelden',
  'signIn.signedOut':
    'Sie sind nicht mehr angemeldet: Die Sitzung ist abgelaufen oder wurde anderswo beendet. Melden Sie sich wieder an, um dort fortzufahren, wo Sie waren.',
  'signIn.failed': 'Die Anmeldung ist fehlgeschlagen. Versuchen Sie es noch einmal.',

  'signOut.title': 'Abmelden?',
  'signOut.question': 'Sie sind angemeldet als {user}.',
  'signOut.by': '{application} bittet darum, Sie abzumelden.',
  'signOut.submit': 'Abmelden',
  'signOut.stay': 'Angemeldet bleiben',

  'signedOut.title': 'Sie sind abgemeldet',
  'signedOut.text': 'Sie können dieses Fenster jetzt schließen.',
  'signedOut.again': 'Erneut anmelden',
};
