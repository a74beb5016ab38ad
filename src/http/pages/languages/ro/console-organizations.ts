import type { consoleOrganizationsTexts as english } from '../en/console-organizations.ts';
import type { TextsOf } from '../en.ts';

export const consoleOrganizationsTexts: TextsOf<typeof english> = {
  'organizations.title': 'Organizații',
  'organizations.new': 'Organizație nouă',
  'organizations.none': 'Încă nu există nicio organizație',
  'organizations.noneText': 'O organizație are persoanele, aplicațiile și setările ei și nu vede nimic din ale altora.',
  'organizations.name': 'Nume',
  'organizations.nameHint': 'Apare în adrese: litere, cifre și cratime sunt cele mai simple.',
  'organizations.tenants': 'Entități',
  'organizations.tenantsHint': 'Un nume pe rând; poate să nu fie niciunul.',
  'organizations.create': 'Creează',
  'organizations.created': '{name} a fost creată. Încă nu are persoane: priviți-o și invitați primul administrator.',
  'organizations.lookAt': 'Privește',
  'organizations.made': 'Creată',
  'organizations.changed': 'Modificată',
  'organizations.id': 'Id',
  'organizations.edit': 'Organizația',
  'organizations.isActive': 'Este activă',
  'organizations.isActiveHint':
    'Dacă nu, toate sesiunile persoanelor se încheie imediat, nimeni nu se conectează și niciun token nu este acceptat.',
  'organizations.save': 'Salvează',
  'organizations.newTenant': 'Entitate nouă',
  'organizations.noTenants': 'Nu are entități.',
  'organizations.addTenant': 'Adaugă',
  'organizations.tenantAdded': 'Entitatea {name} a fost adăugată.',
  'organizations.tenant': 'Entitate',
  'organizations.rename': 'Redenumește',
  'organizations.deleteTenant': 'Șterge',
  'organizations.deleteTenantTitle': 'Ștergeți entitatea {name}?',
  'organizations.deleteTenantText':
    'Adresele cu numele ei nu mai duc nicăieri. Persoanele și aplicațiile organizației rămân.',
  'organizations.tenantDeleted': 'Entitatea a fost ștearsă.',
  'organizations.delete': 'Șterge organizația',
  'organizations.deleteTitle': 'Ștergeți {name}?',
  'organizations.deleteText':
    'Nimeni nu o mai poate folosi, iar numele devine liber. Datele rămân, pentru că jurnalul de audit trebuie să rămână, până când operatorul le elimină.',
  'organizations.deleteConfirm': 'Pentru confirmare, scrieți numele ei',
  'organizations.deleteMismatch': 'Acesta nu este numele.',
  'organizations.deleted': '{name} a fost ștearsă.',
  'organizations.deleteFirst': 'Doar o organizație care nu este activă poate fi ștearsă.',
};
