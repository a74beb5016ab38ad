import { composeMessage, type Message } from '../directory/message-template/compose.ts';
import { messageTemplates, type PlaceholderValues, type TemplateName } from '../directory/message-template.ts';
import type { Notice } from '../directory/outbox.ts';
import type { Store } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import { cleanAddress, type StoredSmtp } from './smtp-settings.ts';

/** What the mail room reads besides the directory. */
export interface MailSettings {
  /** The stored `Email.Smtp.*` values: the organization's, then the host's. */
  smtp(organizationId: string): Promise<readonly StoredSmtp[]>;
  /** The user's `UserLanguage.Language`. */
  language(organizationId: string, userId: string): Promise<string | undefined>;
}

export interface LetterTools {
  readonly store: Pick<Store, 'users' | 'organizations' | 'messageTemplates'>;
  readonly settings: MailSettings;
  /** Base of every link: configured, never taken from a request. */
  readonly externalUrl: string;
}

export interface Draft {
  readonly to: string;
  readonly message: Message;
}

/** The message that tells of the notice, or undefined when its user is gone or has no usable address. */
export async function draftFor(tools: LetterTools, notice: Notice): Promise<Draft | undefined> {
  const { organizationId, userId, kind } = notice;
  const user = await tools.store.users.find({ organizationId, id: userId });
  const to = cleanAddress(user?.email ?? '');
  if (!user || to === undefined) return undefined;
  const language = await tools.settings.language(organizationId, userId);
  return {
    to,
    message: await compose(tools, kind, organizationId, await valuesFor(tools, notice, user, language), language),
  };
}

/** The message with which an organization's mail is tried out. */
export async function testMessage(
  tools: LetterTools,
  organizationId: string,
  to: string,
  now: number,
): Promise<Message> {
  const values: PlaceholderValues = {
    displayName: to,
    userName: to,
    email: to,
    organization: await organizationName(tools, organizationId),
    time: moment(now, undefined),
    link: '',
    expires: '',
    url: tools.externalUrl,
  };
  return await compose(tools, 'TestEmail', organizationId, values, undefined);
}

async function compose(
  { store }: LetterTools,
  name: TemplateName,
  organizationId: string,
  values: PlaceholderValues,
  language: string | undefined,
): Promise<Message> {
  const id = messageTemplates.find((template) => template.name === name)?.id ?? 0;
  const override = await store.messageTemplates.find(organizationId, id);
  return composeMessage(name, values, { language, override, isPreview: false });
}

async function valuesFor(
  tools: LetterTools,
  notice: Notice,
  user: User,
  language: string | undefined,
): Promise<PlaceholderValues> {
  const link = 'link' in notice ? notice.link : undefined;
  return {
    displayName: user.displayName || user.name || user.userName,
    userName: user.userName,
    email: user.email ?? '',
    organization: await organizationName(tools, user.organizationId),
    time: moment(notice.at, language),
    link: link ? linkBelow(tools.externalUrl, link.path) : '',
    expires: link ? moment(link.expiresAt, language) : '',
    url: tools.externalUrl,
  };
}

async function organizationName({ store }: LetterTools, organizationId: string): Promise<string> {
  return (await store.organizations.find(organizationId))?.name ?? '';
}

/** @throws Error when the path leads to another server. */
function linkBelow(externalUrl: string, path: string): string {
  const url = new URL(path, externalUrl);
  if (!path.startsWith('/') || url.origin !== new URL(externalUrl).origin) throw new Error('The link leads elsewhere.');
  return url.href;
}

/** Where the reader is, is not known: the time is given in UTC. */
function moment(at: number, language: string | undefined): string {
  const format = { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } as const;
  const [locale = 'en'] = Intl.DateTimeFormat.supportedLocalesOf(
    /^[a-z]{2}(-[a-z]{2})?$/i.test(language ?? '') ? (language ?? []) : [],
  );
  return `${new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, format).format(at)} UTC`;
}
