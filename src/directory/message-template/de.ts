import type { LanguageTexts } from './text.ts';

export const de: LanguageTexts = {
  greeting: 'Guten Tag {{displayName}},',
  footer: 'Sie erhalten diese Nachricht, weil Sie das Konto {{userName}} bei {{organization}} haben ({{url}}).',
  messages: {
    EmailConfirmation: {
      subject: 'Bestätigen Sie Ihre E-Mail-Adresse',
      before: ['bitte bestätigen Sie, dass {{email}} Ihre Adresse ist.'],
      link: 'Adresse bestätigen',
      after: [
        'Der Link gilt einmal, bis {{expires}}. Wenn Sie das nicht veranlasst haben, beachten Sie die Nachricht nicht.',
      ],
    },
    ForgotPassword: {
      subject: 'Neues Passwort festlegen',
      before: ['jemand, wahrscheinlich Sie, hat ein neues Passwort für das Konto {{userName}} angefordert.'],
      link: 'Neues Passwort festlegen',
      after: [
        'Der Link gilt einmal, bis {{expires}}. Wenn Sie es nicht waren, beachten Sie die Nachricht nicht: Ihr Passwort bleibt, wie es ist.',
      ],
    },
    PasswordChanged: {
      subject: 'Ihr Passwort wurde geändert',
      before: ['das Passwort des Kontos {{userName}} wurde am {{time}} geändert. Sie wurden überall abgemeldet.'],
      after: ['Wenn Sie es nicht waren, verständigen Sie sofort Ihre Administration.'],
    },
    UserInvitation: {
      subject: 'Einladung zu {{organization}}',
      before: ['Sie wurden zu {{organization}} eingeladen. Nehmen Sie die Einladung an, um ein Passwort zu wählen.'],
      link: 'Einladung annehmen',
      after: ['Der Link gilt einmal, bis {{expires}}.'],
    },
    AccountLockedOut: {
      subject: 'Ihr Konto ist gesperrt',
      before: [
        'das Konto {{userName}} wurde am {{time}} nach zu vielen Versuchen mit falschem Passwort gesperrt. Es öffnet sich nach einiger Zeit von selbst.',
      ],
      after: [
        'Wenn Sie es nicht waren, verständigen Sie Ihre Administration: Jemand könnte Ihr Passwort erraten wollen.',
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
    TestEmail: {
      subject: 'Testnachricht von {{organization}}',
      before: ['diese Nachricht zeigt, dass {{organization}} E-Mail verschicken kann.'],
      after: ['Sie müssen nichts tun.'],
    },
  },
};
