import { accentOf, coloursOf } from '../directory/appearance/accent.ts';
import { type Logo, readLogo } from '../directory/appearance/logo.ts';
import { brandingOf } from '../directory/appearance.ts';
import { causeText, composeMessage, type Message, sourceText } from '../directory/message-template/compose.ts';
import { readOwnText } from '../directory/message-template/own-text.ts';
import { type MessageName, messageTemplates, type PlaceholderValues } from '../directory/message-template.ts';
import type { Notice } from '../directory/outbox.ts';
import { ownPath } from '../directory/own-path.ts';
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
  readonly store: Pick<Store, 'users' | 'organizations' | 'messageTemplates' | 'settings'>;
  readonly settings: MailSettings;
  /** The base of every link: configured, never taken from a request. */
  readonly externalUrl: string;
  readonly log: { warn(fields: object, message: string): void };
}

export interface Draft extends Content {
  readonly to: string;
  /** Whether the address was confirmed by opening a link that was sent to it. */
  readonly isConfirmed: boolean;
}

interface Content {
  readonly message: Message;
  /** Who sends it, where the mail settings give no name: the organization. */
  readonly sender: string;
  /** Attached if the message shows it. */
  readonly logo: Logo | undefined;
}

/** Why a notice can never be made into a letter. It reveals nothing of the notice's content. */
export class UnsendableError extends Error {
  override readonly name = 'UnsendableError';
}

/**
 * The letter for the notice, or undefined when its user was deleted or has no usable address.
 *
 * @throws UnsendableError
 */
export async function draftLetter(tools: LetterTools, notice: Notice): Promise<Draft | undefined> {
  const { organizationId, userId, kind } = notice;
  const user = await tools.store.users.find({ organizationId, id: userId });
  const to = cleanAddress(user?.email ?? '');
  if (!user || to === undefined) return undefined;
  const language = await tools.settings.language(organizationId, userId);
  const { organization, look, logo } = await brandOf(tools, organizationId);
  const own = await ownText(tools, kind, organizationId);
  const facts = { user, organization, language, externalUrl: tools.externalUrl };
  return {
    to,
    isConfirmed: user.emailConfirmed,
    sender: organization,
    message: renderOrGiveUp(() => composeMessage(kind, valuesFor(notice, facts), { language, own, look, ...sent })),
    logo,
  };
}

const sent = { isPreview: false } as const;

/** A message that cannot be rendered now cannot be rendered later either. */
function renderOrGiveUp(compose: () => Message): Message {
  try {
    return compose();
  } catch (error) {
    throw error instanceof UnsendableError ? error : new UnsendableError('it cannot be put into words');
  }
}

/** The message that tests an organization's mail settings. */
export async function draftTestMessage(
  tools: LetterTools,
  organizationId: string,
  to: string,
  now: number,
): Promise<Content> {
  const { organization, look, logo } = await brandOf(tools, organizationId);
  const values: PlaceholderValues = {
    displayName: to,
    userName: to,
    email: to,
    organization,
    time: formatTime(now, undefined),
    link: '',
    expires: '',
    source: '',
    url: tools.externalUrl,
    template: '',
    actor: '',
    factor: '',
    left: '',
    code: '',
  };
  const own = await ownText(tools, 'TestEmail', organizationId);
  const message = composeMessage('TestEmail', values, { language: undefined, own, look, ...sent });
  return { message, sender: organization, logo };
}

/** The organization's own text; undefined, so that the built-in one is sent, where that could give something away. */
async function ownText({ store, log }: LetterTools, name: MessageName, organizationId: string) {
  const replaceable = messageTemplates.find((template) => template.name === name);
  const stored = replaceable && (await store.messageTemplates.find(organizationId, replaceable.id));
  if (stored === undefined) return undefined;
  const read = readOwnText(stored);
  if (!('refused' in read)) return read;
  log.warn(
    { organizationId, template: name, reason: read.refused },
    'the built-in text is sent in place of an own one',
  );
  return undefined;
}

interface Facts {
  readonly user: User;
  readonly organization: string;
  readonly language: string | undefined;
  readonly externalUrl: string;
}

function valuesFor(notice: Notice, { user, organization, language, externalUrl }: Facts): PlaceholderValues {
  const link = 'link' in notice ? notice.link : undefined;
  return {
    displayName: user.displayName || user.name || user.userName,
    userName: user.userName,
    email: user.email ?? '',
    organization,
    time: formatTime('expiresAt' in notice ? notice.expiresAt : notice.at, language),
    link: link ? requireOwnLink(externalUrl, link.path) : '',
    expires: link ? formatTime(link.expiresAt, language) : '',
    source: sentenceOf(notice, language),
    url: externalUrl,
    template: 'template' in notice ? notice.template : '',
    actor: 'actor' in notice ? notice.actor : '',
    factor: 'factor' in notice ? notice.factor : '',
    left: 'left' in notice ? String(notice.left) : '',
    code: 'code' in notice ? notice.code : '',
  };
}

function sentenceOf(notice: Notice, language: string | undefined): string {
  if ('source' in notice) return sourceText(notice.source, language);
  return notice.cause ? causeText(notice.cause, language) : '';
}

/** The largest logo that is attached to mails; organizations with a larger one have their name in mails instead. */
const largestLogoBytes = 64 * 1024;

/** The organization's branding, as on the pages. */
async function brandOf({ store }: LetterTools, organizationId: string) {
  const { displayName, logo: setting, accentColor } = await brandingOf(store.settings, organizationId);
  const read = readLogo(setting);
  const logo = read && read.body.length <= largestLogoBytes ? read : undefined;
  return {
    organization: displayName ?? (await store.organizations.find(organizationId))?.name ?? '',
    look: { colours: coloursOf(accentOf(accentColor)), hasLogo: logo !== undefined },
    logo,
  };
}

/** @throws UnsendableError when the path leads to another server. */
function requireOwnLink(externalUrl: string, path: string): string {
  const own = ownPath(path);
  if (own === undefined) throw new UnsendableError('its link leads to another server');
  return `${externalUrl}${own}`;
}

/** In UTC, because the reader's time zone is not known. */
function formatTime(at: number, language: string | undefined): string {
  const format = { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } as const;
  const [locale = 'en'] = Intl.DateTimeFormat.supportedLocalesOf(
    /^[a-z]{2}(-[a-z]{2})?$/i.test(language ?? '') ? (language ?? []) : [],
  );
  return `${new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, format).format(at)} UTC`;
}
