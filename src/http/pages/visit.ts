import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Spent } from '../../admission/throttle.ts';
import type { Organization } from '../../directory/organization.ts';
import type { OwnPath } from '../../directory/own-path.ts';
import type { User } from '../../directory/user.ts';
import type { Download } from '../../operation/endpoint.ts';
import type { Interaction } from '../../token/browser/interaction.ts';
import type { BrowserSession } from '../../token/browser/session.ts';
import type { Assets } from './assets.ts';
import type { FormRefusal } from './form-guard.ts';
import type { LanguageTag, Translate } from './language.ts';
import type { Markup } from './markup.ts';
import type { Notice } from './notice.ts';

/** A browser at a page, and everything about it that the page may want to know. */
export interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Everything before `/web`, as fetched. */
  readonly prefix: OwnPath;
  /** Path and query as fetched: where the forms of the page go. */
  readonly address: OwnPath;
  readonly query: URLSearchParams;
  /** Of the path, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The fields that were sent; none unless the form was sent. */
  readonly form: URLSearchParams;
  /** Where to go on when the page has done its work. */
  readonly returnUrl: OwnPath | undefined;
  /** What the application asks that waits for the person, if it began in this browser. */
  readonly interaction: Interaction | undefined;
  /** The same, in whichever browser it began and however long ago: what to say of it. */
  readonly about: Interaction | undefined;
  /** The URL names an organization or tenant that does not exist; nothing but saying so makes sense. */
  readonly isLost: boolean;
  /** Whose password or address the page is about, as what opened it says. */
  readonly owner: User | undefined;
  /** The organization that the URL names. */
  readonly urlOrganization: Organization | undefined;
  /** The organization that the page is about, if what opened it says which: the person need not say it. */
  readonly organization: Organization | undefined;
  readonly session: BrowserSession | undefined;
  /** Who is signed in. */
  readonly user: User | undefined;
  /** Whether that is an administrator of their organization. */
  readonly isAdministrator: boolean;
  /** The browser carries a session that has ended. */
  readonly isSignedOut: boolean;
  readonly look: Look;
  readonly language: LanguageTag;
  readonly t: Translate;
  /** Shown once, about what was done before. */
  readonly notice: Notice | undefined;
  readonly formToken: string;
  /** By which a form says what it was filled from. */
  readonly formStamp?: string;
  /** A form that waits, sealed, until the person has proved who they are: it goes along in the forms of the page. */
  readonly keptForm?: string | undefined;
  readonly assets: Assets;
  readonly traceId: string;
  readonly clientIp: string;
  /** What was counted for the network before it was known whether it counts. */
  readonly spent: Spent | undefined;
  /** As the browser names itself. */
  readonly browserInfo: string | null;
  /** Aborted when the person goes away. */
  readonly signal: AbortSignal;
  readonly now: number;
}

/** Whose pages these are and how they look. */
export interface Look {
  readonly organization: Organization | undefined;
  readonly name: string;
  /** The organization's own, below `/web`. */
  readonly logo: string | undefined;
  readonly accent: string;
  /** Nobody has given the pages a look of their own. */
  readonly isOurs: boolean;
  readonly theme: string | undefined;
}

/** A visit of a person who is signed in. */
export type MemberVisit = Visit & { readonly session: BrowserSession; readonly user: User };

export type MenuItem = 'account' | 'password' | 'security' | 'sessions' | 'applications' | 'tokens';

/** The answer of a page: the page itself, a document to be shown within another page, a redirect to our own address, or to one that an application has registered. */
export type PageAnswer =
  | ShownPage
  | { readonly json: unknown }
  | { readonly file: SavedFile }
  | { readonly preview: string }
  | Redirect
  | { readonly leaveTo: string };

export interface Redirect {
  readonly location: OwnPath;
  /** Where the person proves who they are before the form that was sent counts: it is to wait. */
  readonly isProof?: true;
  /** The browser sends the form that it has sent here once more, to there. */
  readonly isResent?: true;
}

/** What the browser saves instead of showing it. */
export interface SavedFile extends Download {
  readonly mediaType: string;
}

export interface ShownPage {
  readonly title: string;
  readonly body: Markup;
  readonly status?: number;
  /** Of pages for people who are signed in: what is marked in the menu. */
  readonly menu?: MenuItem;
  /** The form was refused; the title says so to those who hear it. */
  readonly isRefused?: boolean;
  /** Why the form did not even count. */
  readonly refusal?: FormRefusal;
  /** What its head has besides. */
  readonly head?: Markup;
  /** What stands around its content, in the place of the two layouts. */
  readonly frame?: (visit: Visit, page: ShownPage) => Markup;
  readonly headers?: Readonly<Record<string, string>>;
  /** It comes in the place of the page that was asked for, and so of all of that where a script has asked for a part. */
  readonly isInstead?: true;
  /** It shows previews within itself. */
  readonly hasPreview?: boolean;
  /** What nobody expected, where the page says what was done before it: the operator is told, the person is not. */
  readonly fault?: unknown;
}

/** An address of ours below the prefix through which the person came. */
export function pageUrl(
  { prefix }: Visit,
  page: string,
  query: Readonly<Record<string, string | undefined>> = {},
): OwnPath {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const search = given.length > 0 ? `?${new URLSearchParams(given)}` : '';
  return `${prefix}/web/${page}${search}` as OwnPath;
}

/** How a person is addressed. */
export function personName({ displayName, name, surname, userName }: User): string {
  return displayName || [name, surname].filter(Boolean).join(' ') || userName;
}
