import type { consoleRobotTexts as english } from '../en/console-robot.ts';
import type { TextsOf } from '../en.ts';

export const consoleRobotTexts: TextsOf<typeof english> = {
  'console.robot.about':
    'Ein Roboterkonto steht für Arbeit, der niemand zusieht: Es kann in Gruppen sein, und andere sehen an seinem Namen, wer was getan hat.',
  'console.robot.noSecret':
    'Ein Roboterkonto hat kein Passwort und kein eigenes Geheimnis: Roboter holen ihre Token mit dem Geheimnis einer Anwendung.',
  'console.robot.noneTitle': 'Noch kein Roboterkonto',
  'console.robot.new': 'Neues Roboterkonto',
  'console.robot.name': 'Name',
  'console.robot.nameHint': 'Er lässt sich nie ändern, denn andere Produkte merken ihn sich.',
  'console.robot.displayName': 'Anzeigename',
  'console.robot.displayNameHint': 'Leer: Der Name wird angezeigt.',
  'console.robot.groupsHint': 'Was eine Gruppe darf, darf der Roboter.',
  'console.robot.lastLogin': 'Letzte Anmeldung',
  'console.robot.created': 'Angelegt',
  'console.robot.made': '{name} ist angelegt.',
  'console.robot.deleteOne': '{name} löschen?',
  'console.robot.deleteMany': '{count:Roboterkonto|Roboterkonten} löschen?',
  'console.robot.deleteText':
    'Auch ihre Mitgliedschaften in Gruppen fallen weg. Das lässt sich nicht rückgängig machen.',
  'console.robot.deleted': 'Gelöschte Roboterkonten: {count}.',

  'console.resource.about':
    'Eine eigene API und ihre Scopes: was Anwendungen dort dürfen. Ihr Name steht als Empfänger (Audience) in den Token, damit die API erkennt, welche für sie bestimmt sind.',
  'console.resource.noneTitle': 'Noch keine eigene API',
  'console.resource.new': 'Neue API-Ressource',
  'console.resource.builtIn': 'Eingebaut',
  'console.resource.builtInText': 'Sie lassen sich nicht ändern. Wonach fremde Produkte fragen, öffnet hier nichts.',
  'console.resource.name': 'Name',
  'console.resource.nameHint':
    'Der Empfänger (Audience) ihrer Token, etwa https://ledger.example.com. Er lässt sich nie ändern.',
  'console.resource.displayName': 'Anzeigename',
  'console.resource.displayNameHint': 'Leer: Der Name wird angezeigt.',
  'console.resource.description': 'Beschreibung',
  'console.resource.scopes': 'Scopes',
  'console.resource.scopesText':
    'Nennen Sie sie Ledger.Read und Ledger.Write, dann lassen sie sich als „Lesen“ und „Verwalten“ wählen. Eine geleerte Zeile fällt weg. Ein Scope, den eine Anwendung hat, muss bleiben.',
  'console.resource.scopeNumber': 'Scope {number}',
  'console.resource.scopeName': 'Scope',
  'console.resource.scopeDescription': 'Was er erlaubt',
  'console.resource.scopeType': 'Wer ihn benutzen darf',
  'console.resource.type.both': 'Anwendungen und Personen',
  'console.resource.type.user': 'Nur Personen',
  'console.resource.type.application': 'Nur Anwendungen',
  'console.resource.moreScopes': 'Mehr Zeilen',
  'console.resource.tokenType': 'Art ihrer Token',
  'console.resource.tokenTypeHint': 'at+jwt ist der Standard. Manche Bibliotheken nehmen nur JWT.',
  'console.resource.made': '{name} ist registriert.',
  'console.resource.deleteTitle': '{name} löschen?',
  'console.resource.deleteText':
    'Auch ihre Scopes fallen weg. Solange eine Anwendung einen davon hat, lässt sie sich nicht löschen. Das lässt sich nicht rückgängig machen.',
  'console.resource.deleteButton': '{name} löschen',
  'console.resource.deleted': '{name} ist gelöscht.',
};
