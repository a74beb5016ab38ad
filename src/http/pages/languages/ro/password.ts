import type { passwordTexts as english } from '../en/password.ts';
import type { TextsOf } from '../en.ts';

export const passwordTexts: TextsOf<typeof english> = {
  'forgotten.title': 'Ați uitat parola?',
  'forgotten.text':
    'Introduceți numele de utilizator sau adresa de e-mail. Vă trimitem un link cu care puteți alege o parolă nouă.',
  'forgotten.at': 'Contul dumneavoastră la {organization}.',
  'forgotten.noOrganization': 'Completați organizația sau folosiți adresa de e-mail în locul numelui de utilizator.',
  'forgotten.submit': 'Trimite linkul',
  'forgotten.sentTitle': 'Verificați-vă e-mailul',
  'forgotten.sent':
    'Dacă există un cont cu acest nume și cu o adresă de e-mail, am trimis un link. Funcționează o singură dată, timp de {minutes:minut|minute|de minute}.',
  'forgotten.sentAnywhere':
    'Dacă exact o organizație de aici are un cont cu această adresă, am trimis un link. Funcționează o singură dată, timp de {minutes:minut|minute|de minute}.',
  'forgotten.elsewhere': 'Adresa mea are conturi în mai multe organizații',
  'forgotten.again': 'Nu ați primit mesajul? Verificați dosarul de spam sau întrebați administratorul.',
  'forgotten.noMailTitle': 'Nu se poate trimite niciun link',
  'forgotten.noMail': 'De aici nu pleacă deocamdată e-mailuri. Cereți administratorului o parolă nouă.',
  'forgotten.toSignIn': 'Înapoi la conectare',

  'reset.title': 'Alegeți o parolă nouă',
  'reset.submit': 'Stabilește parola',
  'reset.invalidTitle': 'Acest link nu mai funcționează',
  'reset.invalid': 'A fost deja folosit, a expirat sau este incomplet.',
  'reset.again': 'Trimite un link nou',
  'reset.done': 'Parola este stabilită. Vă puteți conecta acum cu ea.',
  'reset.signedIn': 'Parola este stabilită și sunteți conectat.',

  'invitation.title': 'Bun venit la {organization}',
  'invitation.text': 'Alegeți o parolă pentru contul dumneavoastră.',
  'invitation.submit': 'Acceptă invitația',
  'invitation.done': 'Contul este gata. Vă puteți conecta acum.',
  'invitation.signedIn': 'Contul este gata și sunteți conectat.',
  'invitation.invalid':
    'Această invitație a fost deja acceptată, a expirat sau este incompletă. Cereți administratorului una nouă.',

  'confirmation.title': 'Confirmați adresa de e-mail',
  'confirmation.text': 'Confirmați că {email} vă aparține.',
  'confirmation.submit': 'Confirmă',
  'confirmation.doneTitle': 'Adresa de e-mail este confirmată',
  'confirmation.done': 'Vă mulțumim. Vă puteți conecta acum.',
  'confirmation.invalid':
    'A fost deja folosit, a expirat sau este incomplet. Conectați-vă: dacă adresa nu este încă confirmată, puteți cere acolo un link nou.',
  'confirmation.again': 'Trimite-mi un link nou',
  'confirmation.sent':
    'Am trimis un link către {email}. Funcționează o singură dată, timp de trei zile. Linkurile mai vechi nu mai sunt valabile.',
  'confirmation.tooMany': 'Ați primit cinci linkuri într-o oră. Folosiți-l pe cel mai nou sau încercați mai târziu.',

  'change.title': 'Schimbați parola',
  'change.text': 'Toți cei conectați cu parola veche sunt deconectați, pe orice dispozitiv. Aici rămâneți conectat.',
  'change.submit': 'Schimbă parola',
  'change.forcedTitle': 'Alegeți o parolă nouă',
  'change.forcedFirst':
    'Parola actuală a fost aleasă de altcineva. Alegeți una pe care o cunoașteți numai dumneavoastră.',
  'change.forcedExpired': 'Parola a expirat. Alegeți una nouă.',
  'change.forcedRequired': 'Administratorul vă cere să alegeți o parolă nouă.',
  'change.forcedBreached':
    'Parola a devenit publică într-o scurgere de date, aici sau în altă parte. Alegeți una nouă.',
  'change.done': 'Parola a fost schimbată.',
  'change.overdue': 'A durat prea mult sau parola a fost schimbată între timp. Conectați-vă din nou.',

  'ended.nothing': 'Nimic altceva nu era conectat cu parola veche.',
  'ended.sessions.one': 'O altă sesiune a fost încheiată.',
  'ended.sessions.many': 'Alte sesiuni încheiate: {count}.',
  'ended.tokens.one': 'Un token de acces a fost revocat.',
  'ended.tokens.many': 'Tokenuri de acces revocate: {count}.',
  'ended.applications.one': 'O aplicație conectată trebuie să vă întrebe din nou.',
  'ended.applications.many': 'Aplicații conectate care trebuie să vă întrebe din nou: {count}.',

  'policy.title': 'Parola nouă trebuie să conțină',
  'policy.PasswordTooShort': 'cel puțin {argument:caracter|caractere|de caractere}',
  'policy.PasswordRequiresNonAlphanumeric': 'un caracter special, de exemplu ! sau un spațiu',
  'policy.PasswordRequiresDigit': 'o cifră (0–9)',
  'policy.PasswordRequiresLower': 'o literă mică (a–z)',
  'policy.PasswordRequiresUpper': 'o literă mare (A–Z)',
  'policy.PasswordRequiresUniqueChars':
    'cel puțin {argument:caracter diferit|caractere diferite|de caractere diferite}',
  'policy.PasswordTooCommon': 'altceva decât parolele folosite de multă lume',
  'policy.PasswordBreached': 'altceva decât parolele devenite publice în scurgeri de date',
  'policy.PasswordContainsContext': 'niciunul dintre numele dumneavoastră, ale organizației sau al Gatehouse',
  'policy.PasswordReused': 'altceva decât ultimele dumneavoastră parole',
  'policy.met': 'Parola respectă toate regulile.',
  'policy.unmet': 'Lipsește încă',

  'password.PasswordMismatch': 'Nu este parola dumneavoastră actuală.',
  'password.PasswordReused': 'Ați folosit recent această parolă. Alegeți alta.',
  'password.UserLockedOut': 'Prea multe parole greșite. Încercați mai târziu.',
  'password.ConcurrencyFailure': 'Parola a fost schimbată în același moment din altă parte. Încercați din nou.',
  'password.PasswordBreached': 'Această parolă este cunoscută dintr-o scurgere de date. Alegeți alta.',
  'password.PasswordTooShort': 'Parola trebuie să conțină cel puțin {argument:caracter|caractere|de caractere}.',
  'password.PasswordRequiresNonAlphanumeric': 'Parola trebuie să conțină un caracter special.',
  'password.PasswordRequiresDigit': 'Parola trebuie să conțină o cifră.',
  'password.PasswordRequiresLower': 'Parola trebuie să conțină o literă mică.',
  'password.PasswordRequiresUpper': 'Parola trebuie să conțină o literă mare.',
  'password.PasswordRequiresUniqueChars':
    'Parola trebuie să conțină cel puțin {argument:caracter diferit|caractere diferite|de caractere diferite}.',
  'password.PasswordTooCommon': 'Multă lume folosește această parolă. Alegeți alta.',
  'password.PasswordContainsContext':
    'Parola nu poate conține numele dumneavoastră, ale organizației sau al Gatehouse.',
  'password.unequal': 'Cele două parole nu coincid.',
  'password.other': 'Această parolă nu este acceptată. Alegeți alta.',

  'strength.title': 'Putere',
  'strength.0': 'foarte slabă: ghicită imediat',
  'strength.1': 'slabă: ușor de ghicit',
  'strength.2': 'acceptabilă: poate fi ghicită',
  'strength.3': 'bună: greu de ghicit',
  'strength.4': 'foarte bună: foarte greu de ghicit',
};
