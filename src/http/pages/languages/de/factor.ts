import type { factorTexts as english } from '../en/factor.ts';
import type { TextsOf } from '../en.ts';

export const factorTexts: TextsOf<typeof english> = {
  'factor.kind.passkey': 'Passkey',
  'factor.kind.totp': 'Authenticator-App',
  'factor.kind.emailCode': 'Code per E-Mail',
  'factor.kind.recoveryCodes': 'Wiederherstellungscode',
  'factor.about.passkey':
    'Ihr Fingerabdruck, Ihr Gesicht oder die PIN Ihres Geräts, oder ein Sicherheitsschlüssel. Der sicherste Weg: Keine andere Website kann Ihnen den Passkey ablisten.',
  'factor.about.totp': 'Eine App auf Ihrem Telefon zeigt alle 30 Sekunden einen neuen Code.',
  'factor.about.emailCode':
    'Wir senden einen Code an Ihre Adresse. Der schwächste Weg: Wer Ihre E-Mails liest, hat ihn auch.',
  'factor.way.passkey': 'Einen Passkey verwenden',
  'factor.way.totp': 'Einen Code der Authenticator-App verwenden',
  'factor.way.emailCode': 'Einen Code per E-Mail senden lassen',
  'factor.way.recoveryCodes': 'Einen Wiederherstellungscode verwenden',
  'factor.ask.passkey': 'Bestätigen Sie mit Ihrem Passkey, dass Sie es sind.',
  'factor.ask.totp': 'Geben Sie den Code ein, den Ihre Authenticator-App zeigt.',
  'factor.ask.emailCode': 'Lassen Sie sich einen Code an Ihre E-Mail-Adresse senden, und geben Sie ihn hier ein.',
  'factor.ask.recoveryCodes': 'Geben Sie einen Ihrer Wiederherstellungscodes ein. Jeder gilt einmal.',
  'factor.code.passkey': 'Passkey',
  'factor.code.totp': 'Code',
  'factor.code.emailCode': 'Code aus der E-Mail',
  'factor.code.recoveryCodes': 'Wiederherstellungscode',
  'factor.submit': 'Bestätigen',
  'factor.wrong':
    'Das ist nicht richtig, wurde schon verwendet oder zu oft versucht. Warten Sie auf den nächsten Code, oder wählen Sie einen anderen Weg.',
  'factor.otherWay': 'Ein anderer Weg:',
  'factor.send': 'Code senden',
  'factor.sendAgain': 'Noch einen Code senden',
  'factor.codeSent': 'Wir haben einen Code an Ihre E-Mail-Adresse gesendet. Er gilt einmal, zehn Minuten lang.',
  'factor.codeNotSent':
    'Im Moment können keine weiteren Codes gesendet werden: Warten Sie eine Stunde, oder wählen Sie einen anderen Weg.',

  'secondStep.title': 'Noch ein Schritt',
  'secondStep.remember': 'In diesem Browser {days} lang nicht mehr fragen',
  'secondStep.otherAccount': 'Mit einem anderen Konto anmelden',
  'secondStep.overdue':
    'Das hat zu lange gedauert, oder Ihr Konto hat sich inzwischen geändert. Melden Sie sich noch einmal an.',
  'secondStep.unfinished':
    'Das war richtig, aber der Server konnte Sie gerade nicht anmelden. Melden Sie sich bald noch einmal an; ein Code, den Sie benutzt haben, gilt kein zweites Mal.',

  'stepUp.title': 'Sind Sie es?',
  'stepUp.text': 'Für das, was Sie vorhaben, müssen Sie noch einmal zeigen, dass Sie es sind.',
  'stepUp.keptText':
    'Für das, was Sie abgesendet haben, müssen Sie noch einmal zeigen, dass Sie es sind. Danach wird es ausgeführt.',
  'stepUp.file': 'Danach sind Sie wieder dort, wo Sie waren: Wählen Sie die Datei noch einmal.',
  'stepUp.partly':
    'Was Sie gesendet haben, ist zu groß, um darauf zu warten: Dateien und lange Texte geben Sie noch einmal ein.',
  'stepUp.wrong': 'Das Passwort ist falsch oder wurde zu oft versucht.',
  'stepUp.unnoted':
    'Das war richtig, aber der Server konnte es gerade nicht festhalten, und ein Code gilt nur einmal. Versuchen Sie es bald noch einmal, mit einem anderen.',

  'setUp.title': 'Zweiten Faktor einrichten',
  'setUp.text': 'Ein zweiter Faktor schützt Ihr Konto auch dann, wenn jemand Ihr Passwort erfährt.',
  'setUp.required':
    'Ihre Organisation verlangt einen zweiten Faktor. Richten Sie einen ein, um die Anmeldung abzuschließen.',
  'setUp.due': 'Ihre Organisation verlangt einen zweiten Faktor. Richten Sie einen ein bis:',
  'setUp.none': 'Es gibt nichts weiter einzurichten.',
  'setUp.choose': 'Einrichten',
  'setUp.chooseOne': 'Einrichten: {factor}',
  'setUp.later': 'Später',
  'setUp.other': 'Etwas anderes wählen',
  'setUp.title.passkey': 'Passkey einrichten',
  'setUp.title.totp': 'Authenticator-App einrichten',
  'setUp.title.emailCode': 'Codes per E-Mail einrichten',
  'setUp.how.passkey': 'Ihr Browser fragt nach Fingerabdruck, Gesicht, PIN oder Sicherheitsschlüssel.',
  'setUp.how.totp': 'Scannen Sie das Bild mit Ihrer Authenticator-App, und geben Sie den Code ein, den sie zeigt.',
  'setUp.how.emailCode': 'Die Codes werden beim Anmelden an Ihre bestätigte E-Mail-Adresse gesendet.',
  'setUp.qr': 'QR-Code mit dem Schlüssel für Ihre Authenticator-App',
  'setUp.byHand': 'Sie können ihn nicht scannen? Geben Sie diesen Schlüssel ein',
  'setUp.name': 'Name',
  'setUp.submit': 'Einrichten',

  'recovery.title': 'Ihre Wiederherstellungs\u00adcodes',
  'recovery.heading': 'Wiederherstellungs\u00adcodes',
  'recovery.text':
    'Bewahren Sie diese Codes sicher auf: Jeder ersetzt einmal Ihren zweiten Faktor, falls Sie ihn verlieren. Sie werden nur jetzt gezeigt.',
  'recovery.fileHead': 'Wiederherstellungscodes für {organization}. Jeder gilt einmal.',
  'recovery.download': 'Als Datei herunterladen',
  'recovery.goOn': 'Ich habe sie aufbewahrt: weiter',
  'recovery.left': 'Codes, die Sie noch haben: {count}.',
  'recovery.regenerate': 'Neue Codes',
  'recovery.regenerateQuestion': 'Neue Wiederherstellungscodes erzeugen?',
  'recovery.regenerateText': 'Die Codes, die Sie jetzt haben, gelten sofort nicht mehr.',

  'ownFactors.title': 'Sicherheit',
  'security.text': 'Womit Sie neben dem Passwort zeigen, dass Sie es sind.',
  'security.off': 'Ihre Organisation fragt nicht nach zweiten Faktoren.',
  'security.none': 'Sie haben noch keinen zweiten Faktor.',
  'security.add': 'Zweiten Faktor einrichten',
  'security.added': 'Der zweite Faktor ist eingerichtet. Bei der nächsten Anmeldung werden Sie danach gefragt.',
  'security.createdAt': 'Eingerichtet',
  'security.lastUsed': 'Zuletzt verwendet',
  'security.rename': 'Umbenennen',
  'security.renameOne': '{factor} umbenennen',
  'security.renameQuestion': '{factor} umbenennen',
  'security.renamed': 'Der Name wurde geändert.',
  'security.remove': 'Entfernen',
  'security.removeOne': '{factor} entfernen',
  'security.removeQuestion': '{factor} entfernen?',
  'security.removeText':
    'Sie können sich damit nicht mehr anmelden. Ganz ohne zweiten Faktor schützt Ihr Konto nur das Passwort.',
  'security.removed': 'Der zweite Faktor ist entfernt.',
  'security.lastRequired':
    'Ihre Organisation verlangt einen zweiten Faktor: Richten Sie einen anderen ein, bevor Sie den letzten entfernen.',
  'security.remembered': 'Dieser Browser',
  'security.rememberedText': 'Hier werden Sie nicht nach einem zweiten Faktor gefragt bis:',
  'security.forget': 'Hier wieder fragen',
  'security.forgotten': 'In diesem Browser werden Sie wieder nach Ihrem zweiten Faktor gefragt.',
};
