import type { signInTexts as english } from '../en/sign-in.ts';
import type { TextsOf } from '../en.ts';

export const signInTexts: TextsOf<typeof english> = {
  'signIn.title': 'Conectare',
  'signIn.titleAt': 'Conectare la {organization}',
  'signIn.for': 'pentru a continua cu {application}',
  'signIn.keep': 'Păstrează-mă conectat',
  'signIn.keepHint': 'Nu pe un dispozitiv folosit și de alții.',
  'signIn.submit': 'Conectare',
  'signIn.forgotten': 'Ați uitat parola?',
  'signIn.wrong': 'Numele de utilizator sau parola este incorectă.',
  'signIn.wrongPlace': 'Numele de utilizator sau parola este incorectă ori lipsește organizația.',
  'signIn.noOrganization':
    'Pe acest server nu există încă nicio organizație. Administratorii gazdei se conectează la organizația „host”.',
  'signIn.organizationNotActive': 'Această organizație nu este activă: adresați-vă administratorului.',
  'signIn.notActive': 'Acest cont nu este activ: adresați-vă administratorului.',
  'signIn.notConfirmed': 'Confirmați mai întâi adresa de e-mail, cu linkul din mesajul primit.',
  'signIn.restricted': 'Organizația dumneavoastră nu permite conectarea cu parolă.',
  'signIn.notAccepted': 'Acceptați mai întâi invitația, cu linkul din mesajul primit.',
  'signIn.elsewhere': 'Conectare la altă organizație',
  'signIn.signedOut': 'Nu mai sunteți conectat: conectați-vă din nou pentru a continua de unde ați rămas.',
  'signIn.signedOutPartly':
    'Nu mai sunteți conectat: conectați-vă din nou pentru a continua de unde ați rămas. Fișierele, parolele și tot ce nu a putut fi păstrat trebuie introduse din nou.',
  'signIn.failed': 'Conectarea nu a reușit: încercați din nou.',

  'signOut.title': 'Vă deconectați?',
  'signOut.question': 'Sunteți conectat ca {user}.',
  'signOut.by': '{application} cere deconectarea dumneavoastră.',
  'signOut.submit': 'Deconectare',
  'signOut.stay': 'Rămân conectat',

  'signedOutForm.title': 'Nu mai sunteți conectat',
  'signedOutForm.text':
    'Ceea ce ați introdus se află încă aici, în această filă: conectați-vă în alta, reveniți și trimiteți din nou.',
  'signedOutForm.send': 'Trimiteți din nou',
  'signedOut.title': 'Sunteți deconectat',
  'signedOut.text': 'Puteți închide această fereastră.',
  'signedOut.again': 'Conectare din nou',
};
