import type { pageTexts as english } from '../en/page.ts';
import type { TextsOf } from '../en.ts';

export const pageTexts: TextsOf<typeof english> = {
  'language.name': 'Deutsch',

  'page.skip': 'Zum Inhalt springen',
  'page.menu': 'Ihr Konto',
  'page.poweredBy': 'Gatehouse',
  'page.languages': 'Sprache',
  'page.save': 'Speichern',
  'page.never': 'nie',
  'page.cancel': 'Abbrechen',
  'page.trace': 'Vorgangsnummer: {traceId}',
  'page.owner': 'Konto: {user}, bei {organization}.',
  'page.problem': 'Es ist ein Problem aufgetreten',

  'menu.account': 'Profil',
  'menu.password': 'Passwort',
  'menu.security': 'Sicherheit',
  'menu.sessions': 'Sitzungen',
  'menu.applications': 'Anwendungen',
  'menu.tokens': 'Zugriffstoken',
  'menu.signOut': 'Abmelden',
  'menu.administration': 'Verwaltung',

  'field.organization': 'Organisation',
  'field.organizationHint': 'Nicht nötig, wenn Sie Ihre E-Mail-Adresse verwenden.',
  'field.userName': 'Benutzername oder E-Mail',
  'field.password': 'Passwort',
  'field.currentPassword': 'Aktuelles Passwort',
  'field.newPassword': 'Neues Passwort',
  'field.repeatPassword': 'Neues Passwort wiederholen',
  'field.showPassword': 'Passwort anzeigen',
  'field.hidePassword': 'Passwort verbergen',
  'field.email': 'E-Mail',
  'field.firstName': 'Vorname',
  'field.lastName': 'Nachname',
  'field.displayName': 'Anzeigename',
  'field.language': 'Sprache',
  'field.theme': 'Darstellung',
  'field.required': 'Füllen Sie dieses Feld aus.',
  'field.invisible': 'Entfernen Sie die unsichtbaren Zeichen.',
  'field.tooLong': 'Höchstens {limit} Zeichen.',

  'movingOn.title': 'Sie werden weitergeleitet',
  'movingOn.link': 'Weiter',

  'error.title': 'Etwas ist schiefgegangen',
  'error.text':
    'Das hat leider nicht geklappt. Versuchen Sie es noch einmal; wenn es wieder geschieht, nennen Sie Ihren Administratoren die Vorgangsnummer.',
  'error.protocol': 'Die Anwendung {application} hat eine Anfrage geschickt, die wir nicht beantworten können.',
  'error.protocolUnknown': 'Die Anwendung hat eine Anfrage geschickt, die wir nicht beantworten können.',
  'error.notAllowed': 'Ihre Organisation erlaubt diese Anwendung nicht.',
  'error.unknownOrganizationTitle': 'Diese Organisation gibt es nicht',
  'error.unknownOrganization':
    'Es gibt keine Organisation „{organization}“, in der {application} verwendet werden kann.',
  'error.checkOrganization':
    'Prüfen Sie die Schreibweise des Namens dort, wo Sie ihn eingegeben haben, oder fragen Sie diejenigen, die Ihnen den Link gegeben haben.',
  'error.tellDeveloper': 'Geben Sie das an diejenigen weiter, die sie betreuen:',
  'error.notFoundTitle': 'Seite nicht gefunden',
  'error.notFound': 'Die Adresse ist falsch, oder die Seite gibt es nicht mehr.',
  'error.busy': 'Der Server ist ausgelastet. Versuchen Sie es in einigen Sekunden noch einmal.',
  'error.uncertain':
    'Der Server weiß nicht, ob gespeichert wurde, was Sie gesendet haben. Sehen Sie nach, wenn er wieder verfügbar ist, bevor Sie es noch einmal versuchen.',
  'error.tooLarge':
    'Was Sie gesendet haben, ist zu groß. Gehen Sie zurück und senden Sie weniger oder eine kleinere Datei.',
  'error.tooMany': 'Aus Ihrem Netz kamen zu viele Versuche. Versuchen Sie es in {seconds} s noch einmal.',
  'error.unprotected':
    'Hier kann sich niemand anmelden, weil Passwörter ungeschützt über das Netz gingen. Geben Sie denen Bescheid, die diesen Server betreiben.',
  'error.back': 'Zurück zu {application}',
  'error.home': 'Zur Startseite',

  'form.otherOrigin':
    'Das Formular kam nicht von der Adresse, die dieser Server als seine eigene kennt. Öffnen Sie die Seite unter dieser Adresse und versuchen Sie es noch einmal; wenn Sie das getan haben, geben Sie denen Bescheid, die diesen Server betreiben.',
  'form.noCookie':
    'Ihr Browser hat kein Cookie gesendet. Er wurde inzwischen neu gestartet oder erlaubt diesem Server keine Cookies. Hier ist das Formular noch einmal: Senden Sie es erneut.',
  'form.foreign':
    'Das Formular kam nicht von unserer Seite, wie dieser Browser sie bekommen hat. Hier ist es noch einmal: Senden Sie es erneut.',
  'form.stale': 'Das Formular war zu lange geöffnet. Hier ist es noch einmal: Senden Sie es erneut.',
  'form.otherSession':
    'Seit das Formular geöffnet wurde, hat sich jemand an- oder abgemeldet. Es ist nichts geschehen. Hier ist das Formular für das Konto, das jetzt angemeldet ist.',
};
