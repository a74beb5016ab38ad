import type { LanguageTexts } from './text.ts';

export const en: LanguageTexts = {
  tag: 'en',
  greeting: 'Hello {{displayName}},',
  footer: 'You receive this message because you have the account {{userName}} at {{organization}} ({{url}}).',
  messages: {
    EmailConfirmation: {
      subject: 'Confirm your e-mail address',
      before: ['please confirm that {{email}} is your address.'],
      link: 'Confirm address',
      after: [
        'The link works once, until {{expires}}. {{source}}',
        'If you do not know of this, ignore the message: nothing happens unless the link is opened.',
      ],
    },
    ForgotPassword: {
      subject: 'Set a new password',
      before: ['somebody, probably you, asked for a new password for the account {{userName}} on {{time}}.'],
      link: 'Set a new password',
      after: [
        'The link works once, until {{expires}}. {{source}}',
        'If it was not you, ignore the message: your password stays as it is. If it happens again and again, tell your administrator.',
      ],
    },
    PasswordChanged: {
      subject: 'Your password was changed',
      before: [
        'the password of the account {{userName}} was changed on {{time}}. You have been signed out everywhere. {{source}}',
      ],
      after: [
        'If it was not you, somebody else has your account: set a new password at once, at {{url}}/identity/web/forgot-password, and tell your administrator.',
      ],
    },
    UserInvitation: {
      subject: 'You are invited to {{organization}}',
      before: ['you have been invited to {{organization}}. Accept the invitation to choose a password.'],
      link: 'Accept invitation',
      after: [
        'The link works once, until {{expires}}. {{source}}',
        'If you do not expect an invitation, ignore the message: without you, nobody can use the account.',
      ],
    },
    AccountLockedOut: {
      subject: 'Wrong passwords for your account',
      before: ['too many wrong passwords for the account {{userName}} were sent until {{time}}. {{source}}'],
      after: ['If it was not you, tell your administrator: somebody may be guessing your password.'],
    },
    PasswordExpires: {
      subject: 'Your password expires soon',
      before: ['the password of the account {{userName}} expires on {{time}}.'],
      after: [
        'Choose a new one before, at {{url}}/identity/web/change-password. Afterwards you are asked for a new one when you sign in; programs that sign in with it are refused.',
      ],
    },
    CredentialsExpire: {
      subject: 'Secrets or certificates of {{organization}} end soon',
      before: [
        'a secret of an application or a certificate of {{organization}} ends on {{time}}, and perhaps others soon after. From then on, what depends on it is refused.',
      ],
      after: [
        'What ends, and when, is at {{url}}/identity/web/admin/expiring: a secret can be replaced there while the old one stays good for a while.',
      ],
    },
    MessageTemplateChanged: {
      subject: 'The text of {{template}} was replaced at {{organization}}',
      before: [
        'the text of the message {{template}} was replaced on {{time}}, by {{actor}}. Messages of this kind carry links with which passwords are set.',
      ],
      after: ['If you do not know why, look at the text, or bring the built-in one back.'],
    },
    SecondFactorAdded: {
      subject: 'A second factor was set up for your account',
      before: ['the second factor “{{factor}}” was set up for the account {{userName}} on {{time}}. {{source}}'],
      after: [
        'If it was not you, somebody else has your account: remove it, at {{url}}/identity/web/security, change your password, and tell your administrator.',
      ],
    },
    SecondFactorRemoved: {
      subject: 'A second factor of your account was removed',
      before: ['the second factor “{{factor}}” of the account {{userName}} was removed on {{time}}. {{source}}'],
      after: [
        'If you do not know why, look at your second factors, at {{url}}/identity/web/security, change your password, and tell your administrator.',
      ],
    },
    SecondFactorsReset: {
      subject: 'All second factors of your account were removed',
      before: [
        'all second factors of the account {{userName}} were removed on {{time}}, and its recovery codes are void. You have been signed out everywhere. {{source}}',
      ],
      after: [
        'If you have asked for it, set up a second factor again, at {{url}}/identity/web/security. If not, tell your administrator at once: the password alone is now enough to sign in as you.',
      ],
    },
    RecoveryCodesReplaced: {
      subject: 'You have new recovery codes',
      before: [
        'new recovery codes were made for the account {{userName}} on {{time}}. Those before are void. {{source}}',
      ],
      after: [
        'If it was not you, somebody else has your account: make new ones, at {{url}}/identity/web/security, change your password, and tell your administrator.',
      ],
    },
    RecoveryCodeUsed: {
      subject: 'A recovery code of your account was used',
      before: [
        'a recovery code was used for the account {{userName}} on {{time}}. Codes that are left: {{left}}. {{source}}',
      ],
      after: [
        'You can make new ones, at {{url}}/identity/web/security.',
        'If it was not you, somebody knows your password and one of the codes: change your password, make new codes, and tell your administrator.',
      ],
    },
    SecondFactorCode: {
      subject: 'Your code for {{organization}}',
      before: [
        'the code for the account {{userName}} is {{code}}. It is good once, until {{time}}.',
        'Type it only at {{url}}, and tell it to nobody. {{source}}',
      ],
      after: ['If you have not asked for it, somebody knows your password: change it, and tell your administrator.'],
    },
    TestEmail: {
      subject: 'Test message from {{organization}}',
      before: ['this message shows that {{organization}} can send mail.'],
      after: ['Nothing has to be done.'],
    },
  },
  causes: {
    owner: 'It was done from the address {address}{with}.',
    anybody: 'It was asked for from the address {address}{with}.',
    administrator: 'It was done by {name}, an administrator.',
    application: 'It was done by the application {name}.',
    operator: 'It was done by the operator of the server.',
  },
  browser: ', with {browser}',
  sources: {
    network:
      'Nobody in the network {network} can try again for a while. From elsewhere, and in browsers in which you have signed in before, nothing has changed.',
    strangers:
      'They came from many places, the last one from the network {network}. For up to two days, passwords are accepted only in browsers in which you have signed in before.',
    device:
      'They came from a browser in which you have signed in before, in the network {network}. It cannot try again for a while; elsewhere nothing has changed.',
    owner:
      'They came from somebody who is signed in as you, in the network {network}. The password cannot be changed there for a while; signing in works as before.',
    administrator: 'They came from an administrator, who cannot try again for a while. You can sign in as before.',
    application: 'They came from an application, which cannot try again for a while. You can sign in as before.',
    link: 'They came through a link from a mail, in the network {network}. Such links do not work for a while. You can sign in as before.',
    everybody: 'Nobody can use its password for a while, you included. The last one came from the network {network}.',
  },
};
