import type { LanguageTexts } from './text.ts';

export const en: LanguageTexts = {
  greeting: 'Hello {{displayName}},',
  footer: 'You receive this message because you have the account {{userName}} at {{organization}} ({{url}}).',
  messages: {
    EmailConfirmation: {
      subject: 'Confirm your e-mail address',
      before: ['please confirm that {{email}} is your address.'],
      link: 'Confirm address',
      after: ['The link works once, until {{expires}}. If you did not ask for this, ignore the message.'],
    },
    ForgotPassword: {
      subject: 'Set a new password',
      before: ['somebody, probably you, asked for a new password for the account {{userName}}.'],
      link: 'Set a new password',
      after: [
        'The link works once, until {{expires}}. If it was not you, ignore the message: your password stays as it is.',
      ],
    },
    PasswordChanged: {
      subject: 'Your password was changed',
      before: [
        'the password of the account {{userName}} was changed on {{time}}. You have been signed out everywhere.',
      ],
      after: ['If it was not you, tell your administrator at once.'],
    },
    UserInvitation: {
      subject: 'You are invited to {{organization}}',
      before: ['you have been invited to {{organization}}. Accept the invitation to choose a password.'],
      link: 'Accept invitation',
      after: ['The link works once, until {{expires}}.'],
    },
    AccountLockedOut: {
      subject: 'Your account is locked',
      before: [
        'the account {{userName}} was locked on {{time}} after too many attempts with a wrong password. It opens again by itself after a while.',
      ],
      after: ['If it was not you, tell your administrator: somebody may be guessing your password.'],
    },
    MessageTemplateChanged: {
      subject: 'The text of {{template}} was replaced at {{organization}}',
      before: [
        'the text of the message {{template}} was replaced on {{time}}, by {{actor}}. Messages of this kind carry links with which passwords are set.',
      ],
      after: ['If you do not know why, look at the text, or bring the built-in one back.'],
    },
    TestEmail: {
      subject: 'Test message from {{organization}}',
      before: ['this message shows that {{organization}} can send mail.'],
      after: ['Nothing has to be done.'],
    },
  },
};
