import type { consoleOrganizationsTexts as english } from '../en/console-organizations.ts';
import type { TextsOf } from '../en.ts';

export const consoleOrganizationsTexts: TextsOf<typeof english> = {
  'organizations.title': 'Organisationen',
  'organizations.new': 'Neue Organisation',
  'organizations.none': 'Es gibt noch keine Organisation',
  'organizations.noneText':
    'Eine Organisation hat ihre eigenen Personen, Anwendungen und Einstellungen und sieht nichts von anderen.',
  'organizations.name': 'Name',
  'organizations.nameHint': 'Er steht in Adressen: Buchstaben, Ziffern und Bindestriche sind am einfachsten.',
  'organizations.tenants': 'Mandanten',
  'organizations.tenantsHint': 'Ein Name je Zeile; das Feld darf leer bleiben.',
  'organizations.create': 'Anlegen',
  'organizations.created':
    '{name} wurde angelegt. Noch hat sie keine Personen: sehen Sie sie an und laden Sie ihren ersten Administrator ein.',
  'organizations.lookAt': 'Ansehen',
  'organizations.made': 'Angelegt',
  'organizations.changed': 'Geändert',
  'organizations.id': 'Id',
  'organizations.edit': 'Die Organisation',
  'organizations.isActive': 'Sie ist aktiv',
  'organizations.isActiveHint':
    'Wenn nicht, enden alle Sitzungen ihrer Personen sofort, niemand meldet sich an, und kein Token gilt.',
  'organizations.save': 'Speichern',
  'organizations.newTenant': 'Neuer Mandant',
  'organizations.noTenants': 'Sie hat keine Mandanten.',
  'organizations.addTenant': 'Hinzufügen',
  'organizations.tenantAdded': 'Der Mandant {name} wurde hinzugefügt.',
  'organizations.tenant': 'Mandant',
  'organizations.rename': 'Umbenennen',
  'organizations.deleteTenant': 'Löschen',
  'organizations.deleteTenantTitle': 'Den Mandanten {name} löschen?',
  'organizations.deleteTenantText':
    'Adressen mit seinem Namen führen von da an nirgendwohin. Personen und Anwendungen der Organisation bleiben.',
  'organizations.tenantDeleted': 'Der Mandant wurde gelöscht.',
  'organizations.delete': 'Die Organisation löschen',
  'organizations.deleteTitle': '{name} löschen?',
  'organizations.deleteText':
    'Niemand kann sie mehr benutzen, und ihr Name wird frei. Ihre Daten bleiben gespeichert, weil das Audit-Protokoll bleiben muss, bis der Betreiber sie endgültig löscht.',
  'organizations.deleteConfirm': 'Zur Bestätigung ihren Namen schreiben',
  'organizations.deleteMismatch': 'Das ist nicht der Name.',
  'organizations.deleted': '{name} wurde gelöscht.',
  'organizations.deleteFirst': 'Nur eine Organisation, die nicht aktiv ist, kann gelöscht werden.',
};
