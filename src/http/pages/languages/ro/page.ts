import type { pageTexts as english } from '../en/page.ts';
import type { TextsOf } from '../en.ts';

export const pageTexts: TextsOf<typeof english> = {
  'language.name': 'Română',

  'page.skip': 'Sari la conținut',
  'page.menu': 'Contul dumneavoastră',
  'page.poweredBy': 'Gatehouse',
  'page.languages': 'Limba',
  'page.save': 'Salvează',
  'page.never': 'niciodată',
  'page.cancel': 'Renunță',
  'page.trace': 'Numărul operațiunii: {traceId}',
  'page.owner': 'Cont: {user}, la {organization}.',
  'page.problem': 'A apărut o problemă',

  'menu.account': 'Profil',
  'menu.password': 'Parolă',
  'menu.security': 'Securitate',
  'menu.sessions': 'Sesiuni',
  'menu.applications': 'Aplicații',
  'menu.tokens': 'Tokenuri de acces',
  'menu.signOut': 'Deconectare',
  'menu.administration': 'Administrare',

  'field.organization': 'Organizația',
  'field.organizationHint': 'Nu este nevoie dacă folosiți adresa de e-mail.',
  'field.userName': 'Nume de utilizator sau e-mail',
  'field.password': 'Parolă',
  'field.currentPassword': 'Parola actuală',
  'field.newPassword': 'Parola nouă',
  'field.repeatPassword': 'Repetați parola nouă',
  'field.showPassword': 'Afișează parola',
  'field.hidePassword': 'Ascunde parola',
  'field.email': 'E-mail',
  'field.firstName': 'Prenume',
  'field.lastName': 'Nume de familie',
  'field.displayName': 'Nume afișat',
  'field.language': 'Limba',
  'field.theme': 'Aspect',
  'field.required': 'Completați acest câmp.',
  'field.invisible': 'Eliminați caracterele invizibile.',
  'field.tooLong': 'Cel mult {limit:caracter|caractere|de caractere}.',

  'movingOn.title': 'Sunteți redirecționat',
  'movingOn.link': 'Continuați',

  'error.title': 'Ceva nu a mers bine',
  'error.text':
    'Nu am putut face ce ați cerut. Încercați din nou; dacă se repetă, comunicați administratorului numărul operațiunii.',
  'error.protocol': 'Aplicația {application} a trimis o cerere la care nu putem răspunde.',
  'error.protocolUnknown': 'Aplicația a trimis o cerere la care nu putem răspunde.',
  'error.notAllowed': 'Organizația dumneavoastră nu permite această aplicație.',
  'error.unknownOrganizationTitle': 'Această organizație nu există',
  'error.unknownOrganization': 'Nu există nicio organizație „{organization}” în care {application} poate fi folosită.',
  'error.checkOrganization':
    'Verificați cum este scris numele acolo unde l-ați introdus sau întrebați persoana care v-a dat linkul.',
  'error.tellDeveloper': 'Transmiteți acest text celor care se ocupă de ea:',
  'error.notFoundTitle': 'Pagina nu a fost găsită',
  'error.notFound': 'Adresa este greșită sau pagina nu mai există.',
  'error.busy': 'Serverul este ocupat. Încercați din nou peste câteva secunde.',
  'error.uncertain':
    'Serverul nu știe dacă s-a păstrat ceea ce ați trimis. Verificați când este din nou disponibil, înainte de a încerca din nou.',
  'error.tooLarge':
    'Ceea ce ați trimis este prea mare. Reveniți la pagina anterioară și trimiteți mai puțin sau un fișier mai mic.',
  'error.tooMany': 'Din rețeaua dumneavoastră au venit prea multe încercări. Încercați din nou peste {seconds} s.',
  'error.unprotected':
    'Aici nu se poate conecta nimeni, deoarece parolele ar trece neprotejate prin rețea. Anunțați-i pe cei care administrează acest server.',
  'error.back': 'Înapoi la {application}',
  'error.home': 'La pagina de start',

  'form.otherOrigin':
    'Formularul nu a venit de la adresa pe care acest server o cunoaște ca fiind a sa. Deschideți pagina la acea adresă și încercați din nou; dacă ați făcut-o, anunțați-i pe cei care administrează acest server.',
  'form.noCookie':
    'Browserul nu a trimis niciun cookie. A fost repornit între timp sau nu permite cookie-uri pentru acest server. Iată formularul din nou: trimiteți-l încă o dată.',
  'form.foreign':
    'Formularul nu a venit de pe pagina noastră, așa cum a primit-o acest browser. Iată-l din nou: trimiteți-l încă o dată.',
  'form.stale': 'Formularul a stat deschis prea mult. Iată-l din nou: trimiteți-l încă o dată.',
  'form.otherSession':
    'De când a fost deschis formularul, cineva s-a conectat sau s-a deconectat. Nu s-a făcut nimic. Iată formularul pentru contul conectat acum.',
};
