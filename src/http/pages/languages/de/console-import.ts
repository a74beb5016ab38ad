import type { consoleImportTexts as english } from '../en/console-import.ts';
import type { TextsOf } from '../en.ts';

export const consoleImportTexts: TextsOf<typeof english> = {
  'import.title': 'Personen importieren',
  'import.text':
    'Aus einer Tabelle in CSV mit einer Titelzeile, wie eine Tabellenkalkulation sie speichert: bis zu {most} Personen und 1 MB. Nichts wird geschrieben, bevor Sie gesehen haben, was aus jeder Zeile würde.',
  'import.file': 'Datei',
  'import.fileHint': 'Kommas, Semikolons oder Tabulatoren zwischen den Spalten.',
  'import.paste': 'Oder die Zeilen einfügen',
  'import.pasteHint': 'Die Titelzeile zuerst.',
  'import.next': 'Weiter',
  'import.fault.empty':
    'Es gibt nichts zu importieren: Wählen Sie eine Datei mit einer Titelzeile und mindestens einer weiteren.',
  'import.fault.tooMany':
    'Es sind mehr als {most} Personen. Teilen Sie die Datei, oder nehmen Sie gatehouse import auf dem Server.',
  'import.fault.tooLong':
    'Die Datei ist größer als 1 MB. Teilen Sie sie, oder nehmen Sie gatehouse import auf dem Server.',
  'import.fault.tooWide':
    'Es sind mehr als {most} Spalten, oder eine Zeile endet nicht: Ist ein Anführungszeichen nicht geschlossen?',
  'import.fault.lost': 'Von dort geht es nicht weiter. Bitte beginnen Sie noch einmal mit der Datei.',

  'import.preview': 'In der Datei: {count:Person|Personen}',
  'import.line': 'Zeile',
  'import.columns': 'Spalten',
  'import.noColumn': 'keine Spalte',
  'import.member.userName': 'Benutzername',
  'import.member.email': 'E-Mail-Adresse',
  'import.member.name': 'Vorname',
  'import.member.surname': 'Nachname',
  'import.member.displayName': 'Anzeigename',
  'import.member.passwordHash': 'Hash des Passworts',
  'import.member.groups': 'Gruppen, durch Kommas getrennt',
  'import.tooManyGroups':
    'In dieser Spalte stehen mehr als {most} Gruppen. Teilen Sie die Datei, wählen Sie keine Spalte, oder nehmen Sie gatehouse import auf dem Server.',
  'import.noNameColumn': 'Wählen Sie eine Spalte für den Benutzernamen oder für die E-Mail-Adresse.',
  'import.how.inviteHint': 'Jede Person bekommt einen Link, sieben Tage gültig, und wählt ein Passwort.',
  'import.how.createHint': 'Ohne E-Mail. Mit Hashes melden sich alle mit den Passwörtern an, die sie haben.',
  'import.groups': 'Alle kommen in diese Gruppen',
  'import.check': 'Ansehen, was daraus würde',

  'import.checked': 'Noch wurde nichts geschrieben',
  'import.willCreate': 'Werden angelegt: {count}.',
  'import.willInvite': 'Werden per E-Mail eingeladen: {count}.',
  'import.leftOut': 'Ausgelassen: {count}.',
  'import.unused': 'Spalten, die nicht verwendet werden: {columns}.',
  'import.groups.joined': 'Gruppen, denen jemand beitritt: {groups}.',
  'import.groups.made': 'Gruppen, die angelegt werden: {groups}.',
  'import.groups.leftOut':
    'Gruppen, denen niemand beitritt, weil jede Organisation eine mit diesem Namen hat oder es kein Name sein kann: {groups}.',
  'import.leftOutTitle': 'Ausgelassene Zeilen',
  'import.who': 'Wer',
  'import.why': 'Warum',
  'import.more': 'Und {count} weitere.',
  'import.start': 'Importieren ({count})',
  'import.back': 'Spalten ändern',
  'import.noRow': 'Die Anführungszeichen passen nicht zusammen.',
  'import.longRow':
    'Mehr Zellen als in der ersten Zeile: Steht ein Text mit dem Trennzeichen darin nicht in Anführungszeichen?',
  'import.noName': 'Weder Benutzername noch E-Mail-Adresse.',
  'import.noAddress': 'Keine E-Mail-Adresse, an die eine Einladung gehen könnte.',
  'import.hashInvited': 'Wer eingeladen wird, wählt ein Passwort und bringt keinen Hash mit.',
  'import.twice': 'Derselbe Name oder dieselbe Adresse steht schon weiter oben in der Datei.',
  'import.manyGroups': 'Mehr als {most} Gruppen.',
  'import.taken': 'Diesen Namen oder diese Adresse hat schon jemand.',
  'import.badName': 'Das kann kein Benutzername sein.',
  'import.unreadable': 'Nicht gültig: {member}.',
  'import.portion': '{count:Person|Personen} ab hier',

  'import.running': 'Der Import läuft',
  'import.progress': '{count} von {total:Zeile|Zeilen}',
  'import.goOn': 'Weiter',
  'import.done': 'Der Import ist fertig',
  'import.created': 'Angelegt: {count}.',
  'import.invited': 'Per E-Mail eingeladen: {count}.',
};
