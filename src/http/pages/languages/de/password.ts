import type { passwordTexts as english } from '../en/password.ts';
import type { TextsOf } from '../en.ts';

export const passwordTexts: TextsOf<typeof english> = {
  'forgotten.title': 'Passwort vergessen?',
  'forgotten.text':
    'Geben Sie Ihren Benutzernamen oder Ihre E-Mail-Adresse ein. Wir schicken Ihnen einen Link, mit dem Sie ein neues Passwort wählen.',
  'forgotten.at': 'Ihr Konto bei {organization}.',
  'forgotten.noOrganization': 'Geben Sie die Organisation an oder statt des Benutzernamens Ihre E-Mail-Adresse.',
  'forgotten.submit': 'Link senden',
  'forgotten.sentTitle': 'Prüfen Sie Ihr Postfach',
  'forgotten.sent':
    'Wenn es ein Konto mit diesem Namen und einer E-Mail-Adresse gibt, haben wir einen Link geschickt. Er gilt einmal, {minutes:Minute|Minuten} lang.',
  'forgotten.sentAnywhere':
    'Wenn genau eine Organisation hier ein Konto mit dieser Adresse hat, haben wir einen Link geschickt. Er gilt einmal, {minutes:Minute|Minuten} lang.',
  'forgotten.elsewhere': 'Meine Adresse hat Konten in mehreren Organisationen',
  'forgotten.again': 'Keine E-Mail? Sehen Sie im Spam-Ordner nach, oder fragen Sie Ihre Administratoren.',
  'forgotten.noMailTitle': 'Es kann kein Link geschickt werden',
  'forgotten.noMail':
    'Von hier gehen zurzeit keine E-Mails hinaus. Fragen Sie Ihre Administratoren nach einem neuen Passwort.',
  'forgotten.toSignIn': 'Zurück zur Anmeldung',

  'reset.title': 'Neues Passwort wählen',
  'reset.submit': 'Passwort setzen',
  'reset.invalidTitle': 'Dieser Link ist nicht mehr gültig',
  'reset.invalid': 'Er wurde bereits verwendet, ist abgelaufen oder unvollständig.',
  'reset.again': 'Neuen Link senden',
  'reset.done': 'Ihr Passwort ist gesetzt. Sie können sich jetzt damit anmelden.',
  'reset.signedIn': 'Ihr Passwort ist gesetzt. Sie sind angemeldet.',

  'invitation.title': 'Willkommen bei {organization}',
  'invitation.text': 'Wählen Sie ein Passwort für Ihr Konto.',
  'invitation.submit': 'Einladung annehmen',
  'invitation.done': 'Ihr Konto ist bereit. Sie können sich jetzt anmelden.',
  'invitation.signedIn': 'Ihr Konto ist bereit. Sie sind angemeldet.',
  'invitation.invalid':
    'Diese Einladung wurde bereits angenommen, ist abgelaufen oder unvollständig. Bitten Sie Ihre Administratoren um eine neue.',

  'confirmation.title': 'E-Mail-Adresse bestätigen',
  'confirmation.text': 'Bestätigen Sie, dass {email} Ihnen gehört.',
  'confirmation.submit': 'Bestätigen',
  'confirmation.doneTitle': 'Ihre E-Mail-Adresse ist bestätigt',
  'confirmation.done': 'Vielen Dank. Sie können sich jetzt anmelden.',
  'confirmation.invalid':
    'Er wurde bereits verwendet, ist abgelaufen oder unvollständig. Melden Sie sich an: Ist die Adresse noch nicht bestätigt, können Sie sich dort einen neuen Link schicken lassen.',
  'confirmation.again': 'Neuen Link senden',
  'confirmation.sent':
    'Wir haben einen Link an {email} geschickt. Er gilt einmal, drei Tage lang. Ältere Links gelten nicht mehr.',
  'confirmation.tooMany':
    'Sie haben innerhalb einer Stunde fünf Links bekommen. Verwenden Sie den neuesten, oder versuchen Sie es später.',

  'change.title': 'Passwort ändern',
  'change.text':
    'Wer mit dem alten Passwort angemeldet ist, wird überall abgemeldet, auf jedem Gerät. Hier bleiben Sie angemeldet.',
  'change.submit': 'Passwort ändern',
  'change.forcedTitle': 'Neues Passwort wählen',
  'change.forcedFirst': 'Ihr jetziges Passwort hat jemand anderes gewählt. Wählen Sie eines, das nur Sie kennen.',
  'change.forcedExpired': 'Ihr Passwort ist abgelaufen. Wählen Sie ein neues.',
  'change.forcedRequired': 'Ihre Administration bittet Sie, ein neues Passwort zu wählen.',
  'change.forcedBreached':
    'Ihr Passwort ist bei einem Datenleck bekannt geworden, hier oder anderswo. Wählen Sie ein neues.',
  'change.done': 'Ihr Passwort wurde geändert.',
  'change.overdue':
    'Das hat zu lange gedauert, oder das Passwort wurde inzwischen geändert. Melden Sie sich noch einmal an.',

  'ended.nothing': 'Sonst war nichts mit dem alten Passwort angemeldet.',
  'ended.sessions.one': 'Eine andere Sitzung wurde beendet.',
  'ended.sessions.many': 'Andere beendete Sitzungen: {count}.',
  'ended.tokens.one': 'Ein Zugriffstoken wurde widerrufen.',
  'ended.tokens.many': 'Widerrufene Zugriffstoken: {count}.',
  'ended.applications.one': 'Eine verbundene Anwendung muss Sie erneut fragen.',
  'ended.applications.many': 'Verbundene Anwendungen, die Sie erneut fragen müssen: {count}.',

  'policy.title': 'Ihr neues Passwort braucht',
  'policy.PasswordTooShort': 'mindestens {argument} Zeichen',
  'policy.PasswordRequiresNonAlphanumeric': 'ein Sonderzeichen, etwa ! oder ein Leerzeichen',
  'policy.PasswordRequiresDigit': 'eine Ziffer (0–9)',
  'policy.PasswordRequiresLower': 'einen Kleinbuchstaben (a–z)',
  'policy.PasswordRequiresUpper': 'einen Großbuchstaben (A–Z)',
  'policy.PasswordRequiresUniqueChars': 'mindestens {argument} verschiedene Zeichen',
  'policy.PasswordTooCommon': 'Einmaligkeit: keines, das viele benutzen',
  'policy.PasswordBreached': 'Unbekanntheit: keines, das durch ein Datenleck bekannt wurde',
  'policy.PasswordContainsContext': 'keinen Ihrer Namen und keinen der Organisation oder von Gatehouse',
  'policy.PasswordReused': 'Neuheit: keines Ihrer letzten Passwörter',
  'policy.met': 'Das Passwort hält jede Regel ein.',
  'policy.unmet': 'Es fehlt noch',

  'password.PasswordMismatch': 'Das ist nicht Ihr aktuelles Passwort.',
  'password.PasswordReused': 'Dieses Passwort haben Sie vor Kurzem verwendet. Wählen Sie ein anderes.',
  'password.UserLockedOut': 'Zu viele falsche Passwörter. Versuchen Sie es später noch einmal.',
  'password.ConcurrencyFailure': 'Das Passwort wurde gleichzeitig anderswo geändert. Versuchen Sie es noch einmal.',
  'password.PasswordBreached': 'Dieses Passwort ist aus einem Datenleck bekannt. Wählen Sie ein anderes.',
  'password.PasswordTooShort': 'Das Passwort braucht mindestens {argument} Zeichen.',
  'password.PasswordRequiresNonAlphanumeric': 'Das Passwort braucht ein Sonderzeichen.',
  'password.PasswordRequiresDigit': 'Das Passwort braucht eine Ziffer.',
  'password.PasswordRequiresLower': 'Das Passwort braucht einen Kleinbuchstaben.',
  'password.PasswordRequiresUpper': 'Das Passwort braucht einen Großbuchstaben.',
  'password.PasswordRequiresUniqueChars': 'Das Passwort braucht mindestens {argument} verschiedene Zeichen.',
  'password.PasswordTooCommon': 'Dieses Passwort benutzen viele. Wählen Sie ein anderes.',
  'password.PasswordContainsContext':
    'Das Passwort darf weder Ihre Namen noch die der Organisation oder von Gatehouse enthalten.',
  'password.unequal': 'Die beiden Passwörter stimmen nicht überein.',
  'password.other': 'Dieses Passwort wird nicht akzeptiert. Wählen Sie ein anderes.',

  'strength.title': 'Stärke',
  'strength.0': 'sehr schwach: sofort zu erraten',
  'strength.1': 'schwach: leicht zu erraten',
  'strength.2': 'mäßig: zu erraten',
  'strength.3': 'gut: schwer zu erraten',
  'strength.4': 'sehr gut: sehr schwer zu erraten',
};
