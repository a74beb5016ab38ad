import type { signInTexts as english } from '../en/sign-in.ts';
import type { TextsOf } from '../en.ts';

export const signInTexts: TextsOf<typeof english> = {
  'signIn.title': 'Anmelden',
  'signIn.titleAt': 'Bei {organization} anmelden',
  'signIn.for': 'um mit {application} fortzufahren',
  'signIn.keep': 'Angemeldet bleiben',
  'signIn.keepHint': 'Nicht auf Geräten, die auch andere benutzen.',
  'signIn.submit': 'Anmelden',
  'signIn.forgotten': 'Passwort vergessen?',
  'signIn.wrong': 'Benutzername oder Passwort ist falsch.',
  'signIn.wrongPlace': 'Benutzername oder Passwort ist falsch, oder es fehlt die Organisation.',
  'signIn.noOrganization':
    'Auf diesem Server gibt es noch keine Organisation. Administratoren des Hosts melden sich bei der Organisation „host“ an.',
  'signIn.organizationNotActive': 'Diese Organisation ist nicht aktiv: Wenden Sie sich an Ihre Administratoren.',
  'signIn.notActive': 'Dieses Konto ist nicht aktiv: Wenden Sie sich an Ihre Administratoren.',
  'signIn.notConfirmed':
    'Bestätigen Sie zuerst Ihre E-Mail-Adresse, mit dem Link in der E-Mail, die wir Ihnen geschickt haben.',
  'signIn.restricted': 'Ihre Organisation erlaubt keine Anmeldung mit Passwort.',
  'signIn.notAccepted':
    'Nehmen Sie zuerst Ihre Einladung an, mit dem Link in der E-Mail, die wir Ihnen geschickt haben.',
  'signIn.elsewhere': 'Bei einer anderen Organisation anmelden',
  'signIn.signedOut': 'Sie sind nicht mehr angemeldet: Melden Sie sich wieder an, um dort fortzufahren, wo Sie waren.',
  'signIn.signedOutPartly':
    'Sie sind nicht mehr angemeldet: Melden Sie sich wieder an, um dort fortzufahren, wo Sie waren. Dateien, Passwörter und was sonst nicht behalten werden konnte, geben Sie noch einmal ein.',
  'signIn.failed': 'Die Anmeldung ist fehlgeschlagen: Versuchen Sie es noch einmal.',

  'signOut.title': 'Abmelden?',
  'signOut.question': 'Sie sind angemeldet als {user}.',
  'signOut.by': '{application} bittet darum, Sie abzumelden.',
  'signOut.submit': 'Abmelden',
  'signOut.stay': 'Angemeldet bleiben',

  'signedOutForm.title': 'Sie sind nicht mehr angemeldet',
  'signedOutForm.text':
    'Was Sie eingegeben haben, ist in diesem Tab noch da: Melden Sie sich in einem anderen an, kommen Sie zurück und senden Sie es erneut.',
  'signedOutForm.send': 'Erneut senden',
  'signedOut.title': 'Sie sind abgemeldet',
  'signedOut.text': 'Sie können dieses Fenster jetzt schließen.',
  'signedOut.again': 'Erneut anmelden',
};
