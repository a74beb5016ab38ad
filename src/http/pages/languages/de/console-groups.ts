import type { consoleGroupTexts as english } from '../en/console-groups.ts';
import type { TextsOf } from '../en.ts';

export const consoleGroupTexts: TextsOf<typeof english> = {
  'groups.new': 'Neue Gruppe',
  'groups.name': 'Name',
  'groups.builtIn': 'eingebaut',
  'groups.members': 'Mitglieder',
  'groups.all': 'alle',
  'groups.created': 'Angelegt',
  'groups.add': 'Mitglieder hinzufügen',
  'groups.inPeople': 'Unter Personen zeigen',
  'groups.rename': 'Umbenennen',
  'groups.renameOne': '{name} umbenennen',
  'groups.deleteOne': '{name} löschen?',
  'groups.deleteText':
    'Die Gruppe ist dann endgültig weg. Ihre Mitglieder bleiben, ohne das, was sie durch sie hatten. Mitglieder: {count}.',
  'groups.deleteButton': 'Gruppe löschen',
  'groups.everyone': 'Alle sind in dieser Gruppe',
  'groups.everyoneText':
    'Jedes Konto der Organisation gehört von selbst dazu. Niemand kann hinzugefügt oder entfernt werden.',
  'groups.empty': 'Niemand ist in dieser Gruppe',
  'groups.emptyText':
    'Mitglieder haben, was Anwendungen der Gruppe geben. Personen, Roboterkonten und Anwendungen können Mitglieder sein.',
  'groups.member': 'Mitglied',
  'groups.kind': 'Art',
  'groups.kind.user': 'Person',
  'groups.kind.robotAccount': 'Roboterkonto',
  'groups.kind.application': 'Anwendung',
  'groups.remove': 'Aus der Gruppe entfernen',
  'groups.searchPeople': 'Personen in der Gruppe suchen',
  'groups.addTo': 'Mitglieder zu {name} hinzufügen',
  'groups.searchAccounts': 'Anfang des Namens oder der E-Mail-Adresse',
  'groups.typeName': 'Tippen Sie den Anfang eines Namens. Gefunden werden Personen, Roboterkonten und Anwendungen.',
  'groups.found': 'Gefunden',
  'groups.alreadyIn': 'ist Mitglied',
  'groups.addChosen': 'Ausgewählte hinzufügen',
  'groups.more': 'Es gibt mehr. Dies sind die ersten {count}: Tippen Sie mehr vom Namen.',
  'groups.done.created': 'Die Gruppe {name} wurde angelegt.',
  'groups.done.renamed': 'Die Gruppe heißt jetzt {name}.',
  'groups.done.deleted': 'Die Gruppe {name} wurde gelöscht.',
  'groups.done.removed': 'Aus {name} entfernt: {count}.',
  'groups.done.added': 'Zu {name} hinzugefügt: {count}.',
};
