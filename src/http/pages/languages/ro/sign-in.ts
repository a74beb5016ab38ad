import type { signInTexts as english } from '../en/sign-in.ts';
import type { TextsOf } from '../en.ts';

export const signInTexts: TextsOf<typeof english> = {
  'signIn.title': 'Conectare',
  'signIn.for': 'pentru a continua cu {application}',
  'signIn.at': 'cu contul dumneavoastră de la {organization}',
  'signIn.keep': 'Păstrează-mă conectat',
  'signIn.keepHint':
    'Rămâneți conectat și după închiderea browserului. Nu folosiți opțiunea pe un dispozitiv folosit și de alții.',
  'signIn.submit': 'Conectare',
  'signIn.forgotten': 'Ați uitat parola?',
  'signIn.wrong':
    'Numele de utilizator sau parola este incorectă. După mai multe încercări greșite, contul se blochează un timp.',
  'signIn.wrongPlace': 'Dacă aici sunt mai multe organizații, completați și organizația din care face parte contul.',
  'signIn.noOrganization':
    'Pe acest server nu există încă nicio organizație. Administratorii gazdei se conectează la organizația „host”.',
  'signIn.organizationNotActive': 'Această organizație nu este activă. Adresați-vă administratorului.',
  'signIn.notActive': 'Acest cont nu este activ. Adresați-vă administratorului.',
  'signIn.notConfirmed': 'Adresa de e-mail nu este încă confirmată. Deschideți linkul din mesajul primit.',
  'signIn.restricted': 'Organizația dumneavoastră nu permite conectarea cu parolă.',
  'signIn.notAccepted': 'Nu ați acceptat încă invitația. Deschideți linkul din mesajul primit.',
  'signIn.elsewhere': 'Conectare la altă organizație',
  'signIn.signedOut':
    'Nu mai sunteți conectat: sesiunea a expirat sau a fost încheiată în altă parte. Conectați-vă din nou pentru a continua de unde ați rămas.',
  'signIn.failed': 'Conectarea nu a reușit. Încercați din nou.',

  'signOut.title': 'Vă deconectați?',
  'signOut.question': 'Sunteți conectat ca {user}.',
  'signOut.by': '{application} cere deconectarea dumneavoastră.',
  'signOut.submit': 'Deconectare',
  'signOut.stay': 'Rămân conectat',

  'signedOut.title': 'Sunteți deconectat',
  'signedOut.text': 'Puteți închide această fereastră.',
  'signedOut.again': 'Conectare din nou',
};
