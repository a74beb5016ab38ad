import type { LanguageTexts } from './text.ts';

export const de: LanguageTexts = {
  tag: 'de',
  greeting: 'Guten Tag {{displayName}},',
  footer: 'Sie erhalten diese Nachricht, weil Sie das Konto {{userName}} bei {{organization}} haben ({{url}}).',
  messages: {
    EmailConfirmation: {
      subject: 'Bestätigen Sie Ihre E-Mail-Adresse',
      before: ['bitte bestätigen Sie, dass {{email}} Ihre Adresse ist.'],
      link: 'Adresse bestätigen',
      after: [
        'Der Link gilt einmal, bis {{expires}}. {{source}}',
        'Wenn Sie davon nichts wissen, beachten Sie die Nachricht nicht: Solange niemand den Link öffnet, geschieht nichts.',
      ],
    },
    ForgotPassword: {
      subject: 'Neues Passwort festlegen',
      before: [
        'jemand, wahrscheinlich Sie, hat am {{time}} ein neues Passwort für das Konto {{userName}} angefordert.',
      ],
      link: 'Neues Passwort festlegen',
      after: [
        'Der Link gilt einmal, bis {{expires}}. {{source}}',
        'Wenn Sie es nicht waren, beachten Sie die Nachricht nicht: Ihr Passwort bleibt, wie es ist. Geschieht es immer wieder, verständigen Sie Ihre Administration.',
      ],
    },
    PasswordChanged: {
      subject: 'Ihr Passwort wurde geändert',
      before: [
        'das Passwort des Kontos {{userName}} wurde am {{time}} geändert. Sie wurden überall abgemeldet. {{source}}',
      ],
      after: [
        'Wenn Sie es nicht waren, hat jemand anders Ihr Konto: Legen Sie sofort ein neues Passwort fest, auf {{url}}/identity/web/forgot-password, und verständigen Sie Ihre Administration.',
      ],
    },
    UserInvitation: {
      subject: 'Einladung zu {{organization}}',
      before: ['Sie wurden zu {{organization}} eingeladen. Nehmen Sie die Einladung an, um ein Passwort zu wählen.'],
      link: 'Einladung annehmen',
      after: [
        'Der Link gilt einmal, bis {{expires}}. {{source}}',
        'Wenn Sie keine Einladung erwarten, beachten Sie die Nachricht nicht: Ohne Sie kann niemand das Konto benutzen.',
      ],
    },
    AccountLockedOut: {
      subject: 'Falsche Passwörter für Ihr Konto',
      before: ['für das Konto {{userName}} wurden bis {{time}} zu viele falsche Passwörter gesendet. {{source}}'],
      after: [
        'Wenn Sie es nicht waren, verständigen Sie Ihre Administration: Jemand könnte Ihr Passwort erraten wollen.',
      ],
    },
    PasswordExpires: {
      subject: 'Ihr Passwort läuft bald ab',
      before: ['das Passwort des Kontos {{userName}} läuft am {{time}} ab.'],
      after: [
        'Wählen Sie vorher ein neues, auf {{url}}/identity/web/change-password. Danach werden Sie bei der Anmeldung nach einem neuen gefragt; Programme, die sich damit anmelden, werden abgewiesen.',
      ],
    },
    CredentialsExpire: {
      subject: 'Geheimnisse oder Zertifikate von {{organization}} laufen bald ab',
      before: [
        'ein Geheimnis einer Anwendung oder ein Zertifikat von {{organization}} läuft am {{time}} ab, und weitere vielleicht bald danach. Was davon abhängt, wird dann abgewiesen.',
      ],
      after: [
        'Was wann abläuft, steht auf {{url}}/identity/web/admin/expiring: Dort lässt sich ein Geheimnis ersetzen, während das alte noch eine Zeit lang gilt.',
      ],
    },
    MessageTemplateChanged: {
      subject: 'Der Text von {{template}} wurde bei {{organization}} ersetzt',
      before: [
        'der Text der Nachricht {{template}} wurde am {{time}} ersetzt, und zwar durch {{actor}}. Nachrichten dieser Art enthalten Links, mit denen Passwörter gesetzt werden.',
      ],
      after: [
        'Wenn Sie den Grund nicht kennen, sehen Sie sich den Text an, oder setzen Sie wieder den mitgelieferten ein.',
      ],
    },
    SecondFactorAdded: {
      subject: 'Ein zweiter Faktor wurde für Ihr Konto eingerichtet',
      before: ['der zweite Faktor „{{factor}}“ wurde am {{time}} für das Konto {{userName}} eingerichtet. {{source}}'],
      after: [
        'Wenn Sie es nicht waren, hat jemand anders Ihr Konto: Entfernen Sie ihn, auf {{url}}/identity/web/security, ändern Sie Ihr Passwort und verständigen Sie Ihre Administration.',
      ],
    },
    SecondFactorRemoved: {
      subject: 'Ein zweiter Faktor Ihres Kontos wurde entfernt',
      before: ['der zweite Faktor „{{factor}}“ des Kontos {{userName}} wurde am {{time}} entfernt. {{source}}'],
      after: [
        'Wenn Sie den Grund nicht kennen, sehen Sie sich Ihre zweiten Faktoren an, auf {{url}}/identity/web/security, ändern Sie Ihr Passwort und verständigen Sie Ihre Administration.',
      ],
    },
    SecondFactorsReset: {
      subject: 'Alle zweiten Faktoren Ihres Kontos wurden entfernt',
      before: [
        'alle zweiten Faktoren des Kontos {{userName}} wurden am {{time}} entfernt, und seine Wiederherstellungscodes gelten nicht mehr. Sie wurden überall abgemeldet. {{source}}',
      ],
      after: [
        'Wenn Sie darum gebeten haben, richten Sie wieder einen zweiten Faktor ein, auf {{url}}/identity/web/security. Wenn nicht, verständigen Sie sofort Ihre Administration: Um sich als Sie anzumelden, genügt jetzt das Passwort.',
      ],
    },
    RecoveryCodesReplaced: {
      subject: 'Sie haben neue Wiederherstellungscodes',
      before: [
        'für das Konto {{userName}} wurden am {{time}} neue Wiederherstellungscodes erzeugt. Die früheren gelten nicht mehr. {{source}}',
      ],
      after: [
        'Wenn Sie es nicht waren, hat jemand anders Ihr Konto: Erzeugen Sie neue, auf {{url}}/identity/web/security, ändern Sie Ihr Passwort und verständigen Sie Ihre Administration.',
      ],
    },
    RecoveryCodeUsed: {
      subject: 'Ein Wiederherstellungscode Ihres Kontos wurde verwendet',
      before: [
        'für das Konto {{userName}} wurde am {{time}} ein Wiederherstellungscode verwendet. Übrige Codes: {{left}}. {{source}}',
      ],
      after: [
        'Neue können Sie auf {{url}}/identity/web/security erzeugen.',
        'Wenn Sie es nicht waren, kennt jemand Ihr Passwort und einen der Codes: Ändern Sie Ihr Passwort, erzeugen Sie neue Codes und verständigen Sie Ihre Administration.',
      ],
    },
    SecondFactorCode: {
      subject: 'Ihr Code für {{organization}}',
      before: [
        'der Code für das Konto {{userName}} lautet {{code}}. Er gilt einmal, bis {{time}}.',
        'Geben Sie ihn nur auf {{url}} ein, und sagen Sie ihn niemandem. {{source}}',
      ],
      after: [
        'Wenn Sie ihn nicht angefordert haben, kennt jemand Ihr Passwort: Ändern Sie es, und verständigen Sie Ihre Administration.',
      ],
    },
    TestEmail: {
      subject: 'Testnachricht von {{organization}}',
      before: ['diese Nachricht zeigt, dass {{organization}} E-Mail verschicken kann.'],
      after: ['Sie müssen nichts tun.'],
    },
  },
  causes: {
    owner: 'Das geschah von der Adresse {address} aus{with}.',
    anybody: 'Die Anforderung kam von der Adresse {address}{with}.',
    administrator: 'Das hat {name} von der Administration getan.',
    application: 'Das hat die Anwendung {name} getan.',
    operator: 'Das hat getan, wer den Server betreibt.',
  },
  browser: ', mit {browser}',
  sources: {
    network:
      'Aus dem Netz {network} kann es eine Zeit lang niemand mehr versuchen. Von anderswo und in Browsern, in denen Sie sich schon angemeldet haben, ändert sich nichts.',
    strangers:
      'Sie kamen von vielen Orten, zuletzt aus dem Netz {network}. Bis zu zwei Tage lang gelten Passwörter nur in Browsern, in denen Sie sich schon angemeldet haben.',
    device:
      'Sie kamen aus einem Browser, in dem Sie sich schon angemeldet haben, im Netz {network}. Dort geht es eine Zeit lang nicht mehr; anderswo ändert sich nichts.',
    owner:
      'Sie kamen von jemandem, der mit Ihrem Konto angemeldet ist, im Netz {network}. Dort lässt sich das Passwort eine Zeit lang nicht ändern; die Anmeldung geht wie bisher.',
    administrator:
      'Sie kamen von der Administration, die es eine Zeit lang nicht mehr versuchen kann. Sie können sich wie bisher anmelden.',
    application:
      'Sie kamen von einer Anwendung, die es eine Zeit lang nicht mehr versuchen kann. Sie können sich wie bisher anmelden.',
    link: 'Sie kamen über einen Link aus einer E-Mail, im Netz {network}. Solche Links gelten eine Zeit lang nicht. Sie können sich wie bisher anmelden.',
    everybody:
      'Das Passwort kann eine Zeit lang niemand benutzen, auch Sie nicht. Das letzte kam aus dem Netz {network}.',
  },
};
