import type { consoleSettingsTexts as english } from '../en/console-settings.ts';
import type { TextsOf } from '../en.ts';

export const consoleSettingsTexts: TextsOf<typeof english> = {
  'setting.refused': 'Dieser Wert ist nicht möglich.',
  'setting.Auth.Password.LengthWithSecondFactor': 'Mindestlänge neben einem zweiten Faktor',
  'setting.Auth.Password.LengthWithSecondFactor.hint':
    'Für Personen mit Passkey oder App für Codes. 0: so lang wie bei allen.',
  'setting.Auth.Password.RefuseCommonPasswords': 'Häufige Passwörter ablehnen',
  'setting.Auth.Password.RefuseCommonPasswords.hint': 'Die, mit denen das Raten beginnt. Kostet niemanden etwas.',
  'setting.Auth.Password.RefuseBreachedPasswords': 'Bekannt gewordene Passwörter ablehnen',
  'setting.Auth.Password.RefuseBreachedPasswords.hint':
    'Die anderswo öffentlich wurden. Nur wo der Betreiber dem Server eine Liste gegeben hat oder ihn einen Dienst fragen lässt.',
  'setting.Auth.Password.RefuseContextWords': 'Namen ablehnen',
  'setting.Auth.Password.RefuseContextWords.hint':
    'Kein Name der Person, der Organisation oder dieses Produkts im Passwort.',
  'setting.Auth.Password.PreviousUseLimit': 'Letzte Passwörter, die nicht wieder gewählt werden dürfen',
  'setting.Auth.Password.PreviousUseLimit.hint':
    'Das jetzige zählt mit. 0: jedes darf wiederkommen. Jedes kostet bei einer Änderung einen Hash.',
  'setting.Auth.Password.DefaultExpirationDays': 'Tage, bis ein Passwort geändert werden muss',
  'setting.Auth.Password.DefaultExpirationDays.hint': '0: nie, wie NIST rät. Wer oft ändern muss, wählt schwächere.',
  'setting.Auth.Password.WarnBeforeExpiration': 'Vor dem Ablauf Bescheid geben',
  'setting.Auth.Password.WarnBeforeExpiration.hint': 'Per E-Mail, 14 und 3 Tage vorher.',
  'setting.Auth.Password.CheckBreachedAtSignIn': 'Passwörter bei der Anmeldung nachschlagen',
  'setting.Auth.Password.CheckBreachedAtSignIn.hint':
    'Ein bekannt gewordenes Passwort muss geändert werden, bevor sein Besitzer hineinkommt.',
  'setting.Auth.Password.ShouldChangePasswordAfterFirstLogin': 'Ein von anderen gesetztes Passwort ändern',
  'setting.Auth.Password.ShouldChangePasswordAfterFirstLogin.hint':
    'Bei der nächsten Anmeldung, damit niemand sonst es kennt.',
  'setting.Auth.UserLockOut.IsEnabled': 'Raten unterbinden',
  'setting.Auth.UserLockOut.IsEnabled.hint':
    'Nach zu vielen falschen Passwörtern muss warten, wer sie geschickt hat. Ohne das kann jeder beliebig lange raten.',
  'setting.Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout': 'Falsche Passwörter bis dahin',
  'setting.Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout.hint':
    'Wenige: wer sich vertippt, ruft beim Helpdesk an. Viele: mehr Versuche zum Raten.',
  'setting.Auth.UserLockOut.DefaultAccountLockoutSeconds': 'Sekunden Wartezeit',
  'setting.Auth.UserLockOut.DefaultAccountLockoutSeconds.hint':
    'Fünf Minuten (300) halten einen Ratenden so gut auf wie eine Stunde und kosten den Besitzer weniger.',
  'setting.Auth.UserLockOut.PerSource': 'Nach Herkunft der Versuche zählen',
  'setting.Auth.UserLockOut.PerSource.hint':
    'Damit kann niemand andere aussperren. Ohne das kann jeder, der einen Namen kennt, dessen Besitzer für immer aussperren.',
  'setting.Auth.Session.IdleTimeoutEnabled': 'Unbenutzte Sitzungen beenden',
  'setting.Auth.Session.IdleTimeoutEnabled.hint': 'Für Geräte, die mehrere benutzen.',
  'setting.Auth.Session.IdleTimeoutMinutes': 'Minuten ohne Benutzung',
  'setting.Auth.Session.IdleTimeoutMinutes.hint': 'Nur wo unbenutzte Sitzungen beendet werden.',
  'setting.Auth.Session.KeepSignedInDays': 'Tage, die man angemeldet bleiben kann',
  'setting.Auth.Session.KeepSignedInDays.hint': '0: niemand kann es, und Sitzungen enden mit dem Browser.',
  'setting.Auth.Session.LimitConcurrentSessions': 'Eine Sitzung je Person',
  'setting.Auth.Session.LimitConcurrentSessions.hint':
    'Eine neue Anmeldung beendet die vorige, auch auf anderen Geräten.',
  'setting.Auth.RequireConfirmedEmail': 'Nur mit bestätigter E-Mail-Adresse',
  'setting.Auth.RequireConfirmedEmail.hint':
    'Wer den Link in der Nachricht nicht geöffnet hat, kommt nicht hinein. Abgelehnt, solange kein Administrator eine bestätigte hat.',
  'setting.Auth.RestrictBasicAuthentication': 'Keine Passwörter, außer für Ausgenommene',
  'setting.Auth.RestrictBasicAuthentication.hint':
    'Alle anderen brauchen einen anderen Weg hinein, und hier gibt es noch keinen. Nur einschalten, wenn jeder Administrator ausgenommen ist.',
  'setting.Auth.SecondFactor.GraceDays': 'Tage, einen einzurichten',
  'setting.Auth.SecondFactor.GraceDays.hint':
    'Ab der ersten Anmeldung, für Personen ohne. 0: sofort. Wenige: früher sicher. Viele: niemand wird überrascht.',
  'setting.Auth.SecondFactor.RememberDays': 'Tage, die ein Browser gemerkt wird',
  'setting.Auth.SecondFactor.RememberDays.hint':
    'Wer einen solchen Browser hat, braucht nur das Passwort. 0: Gefragt wird bei jeder Anmeldung.',
  'setting.Auth.SecondFactor.EmailCodes': 'Codes per E-Mail zählen',
  'setting.Auth.SecondFactor.EmailCodes.hint':
    'Das Schwächste: Wer die Mails liest, kann auch ein neues Passwort setzen. Für Personen ohne Telefon oder Schlüssel.',
  'setting.Auth.SecondFactor.StepUpMinutes': 'Minuten, bis sich Personen erneut ausweisen',
  'setting.Auth.SecondFactor.StepUpMinutes.hint':
    'Bevor sie Passwort oder Faktoren ändern, und unter Sicherheit in dieser Verwaltung. Wenige: Ein offener Bildschirm ist weniger wert.',
  'setting.Auth.SecondFactor.StepUpApi': 'Auch für Passwort und Token über die API',
  'setting.Auth.SecondFactor.StepUpApi.hint':
    'Werkzeuge, die das eigene Passwort ändern oder persönliche Zugriffstoken ausstellen, brauchen eine frische Anmeldung. Anwendungen werden nicht gefragt.',
  'setting.Auth.CommandLineClient.Enabled': 'Befehlszeilenwerkzeuge dürfen anmelden',
  'setting.Auth.CommandLineClient.Enabled.hint':
    'Die eingebauten Clients dieser Werkzeuge. Ohne sie braucht jedes Werkzeug eine eigene Anwendung.',
  'setting.Auth.PersonalAccessToken.Enabled': 'Personen dürfen Zugriffstoken anlegen',
  'setting.Auth.PersonalAccessToken.Enabled.hint': 'Für eigene Skripte. Vorhandene gelten nicht mehr, wenn es aus ist.',
  'setting.Auth.PersonalAccessToken.MaxLifespanDays': 'Tage, die ein Token gelten darf',
  'setting.Auth.PersonalAccessToken.MaxLifespanDays.hint': 'Je kürzer, desto weniger ist ein verlorenes wert.',
  'setting.Auth.PersonalAccessToken.MaxTokensPerUser': 'Token einer Person',
  'setting.Auth.PersonalAccessToken.MaxTokensPerUser.hint': 'Zur gleichen Zeit.',
  'setting.Auth.PersonalAccessToken.RevokeOnPasswordChange': 'Token mit dem Passwort beenden',
  'setting.Auth.PersonalAccessToken.RevokeOnPasswordChange.hint':
    'Wenn ihr Besitzer das Passwort ändert. Skripte brauchen dann neue.',
};
