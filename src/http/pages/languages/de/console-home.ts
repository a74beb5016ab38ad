import type { consoleHomeTexts as english } from '../en/console-home.ts';
import type { TextsOf } from '../en.ts';

export const consoleHomeTexts: TextsOf<typeof english> = {
  'home.title': 'Übersicht',
  'home.attention': 'Was Aufmerksamkeit braucht',
  'home.calm': 'Nichts braucht Ihre Aufmerksamkeit.',
  'home.finding.locked': 'Gesperrte Personen',
  'home.advice.locked': 'Versuche mit ihren Passwörtern werden von irgendwo abgewiesen.',
  'home.finding.mail': 'E-Mails, die nicht zugestellt werden konnten',
  'home.advice.mail': 'Sehen Sie nach, warum, und versuchen Sie es erneut.',
  'home.finding.stuck': 'E-Mails, die niemand verschickt',
  'home.advice.stuck': 'Sie warten: Ist ein Mailserver eingerichtet, mit einem Absender?',
  'home.finding.expiring': 'Was in den nächsten 30 Tagen abläuft',
  'home.advice.expiring':
    'Geheimnisse von Anwendungen, Zugriffstoken und Zertifikate: Erneuern Sie sie, bevor etwas stehen bleibt.',
  'home.finding.invited': 'Personen ohne Passwort',
  'home.advice.invited':
    'Sie können sich noch nicht anmelden: Laden Sie sie ein, geben Sie ihnen ein Passwort, oder löschen Sie die Konten.',
  'home.finding.factors': 'Ohne zweiten Faktor, wo einer Pflicht ist',
  'home.finding.hashes': 'Passwörter mit veraltetem Hash',
  'home.advice.factors': 'Erinnern Sie sie daran oder helfen Sie beim Einrichten.',
  'home.advice.hashes':
    'Von einem anderen Produkt, oder schwächer als ein neuer: Jeder wird erneuert, wenn sich sein Inhaber anmeldet.',
  'home.signIns': 'Anmeldungen',
  'home.refused': 'abgewiesen',
  'home.changes': 'Änderungen',
  'home.chart': '{total} in {days:Tag|Tagen}, höchstens {most} an einem Tag',
  'home.numbers': 'Zahlen',
  'home.day': 'Tag',
  'home.all': 'Alle',
  'home.server': 'Server',
  'home.version': 'Version',
  'home.healthy': 'Er antwortet, und sein Speicher auch.',
  'home.expiring': 'Was bald abläuft',
  'home.expiringText':
    'In den nächsten 30 Tagen, das nächste zuerst. Ein abgelaufenes Zertifikat steht hier, bis es ersetzt ist.',
  'home.owner': 'Wem es gehört',
  'home.kind': 'Art',
  'home.kind.secret': 'Geheimnis',
  'home.kind.personalAccessToken': 'Zugriffstoken',
  'home.kind.certificate': 'Zertifikat',
  'home.description': 'Wofür',
  'home.ends': 'Läuft ab',
  'home.ended': 'abgelaufen',
  'home.lastUsed': 'Zuletzt benutzt',
};
