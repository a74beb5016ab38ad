/** The messages that the server sends, by the ids and names under which every organization has them. */
export const messageTemplates = [
  { id: 1, name: 'EmailConfirmation' },
  { id: 2, name: 'ForgotPassword' },
  { id: 3, name: 'PasswordChanged' },
  { id: 4, name: 'UserInvitation' },
  { id: 5, name: 'AccountLockedOut' },
  { id: 6, name: 'TestEmail' },
  { id: 7, name: 'PasswordExpires' },
] as const;

export type TemplateName = (typeof messageTemplates)[number]['name'];

/** Messages whose text nobody replaces: to administrators, and of what somebody may have done who must not hide it. */
export const fixedMessages = [
  'MessageTemplateChanged',
  'CredentialsExpire',
  'SecondFactorAdded',
  'SecondFactorRemoved',
  'SecondFactorsReset',
  'RecoveryCodesReplaced',
  'RecoveryCodeUsed',
  'SecondFactorCode',
] as const;

/** Every message that is sent. */
export type MessageName = TemplateName | (typeof fixedMessages)[number];

/** Messages that carry a link with which a password is set: anyone who writes their text can get the links. */
export const guardedTemplates: readonly TemplateName[] = ['ForgotPassword', 'UserInvitation'];

/**
 * What a template may speak of, written `{{name}}`. `link` and `expires` are empty where a message has no link,
 * `source` where it tells of no lock; `template` and `actor` everywhere but in the message that tells of a changed
 * text; `factor`, `left` and `code` everywhere but in those about second factors.
 */
export const placeholders = [
  'displayName',
  'userName',
  'email',
  'organization',
  'time',
  'link',
  'expires',
  'source',
  'url',
  'template',
  'actor',
  'factor',
  'left',
  'code',
] as const;

export type Placeholder = (typeof placeholders)[number];

export type PlaceholderValues = Readonly<Record<Placeholder, string>>;

/** Longest template that is stored, in characters. */
export const longestTemplate = 200_000;

/** What organizations have put in place of the built-in texts. */
export interface MessageTemplates {
  /** The organization's own HTML, or undefined where it uses the built-in text. */
  find(organizationId: string, id: number): Promise<string | undefined>;
  /** Null brings the built-in text back. */
  put(organizationId: string, id: number, value: string | null, at: number): Promise<void>;
}
