import type { IncomingMessage, ServerResponse } from 'node:http';
import { type CookieScope, readCookie, setCookie } from '../../cookie.ts';
import { cookieName, longestCookieSeconds } from './cookies.ts';
import { chooseLanguage, type LanguageTag, spoken } from './language.ts';

/** The language that somebody has chosen in a browser. */
interface ChosenLanguage {
  readonly tag: LanguageTag;
  /** The one that an application asked for at that moment: from now on, its wish is known not to be the person's. */
  readonly insteadOf?: LanguageTag | undefined;
}

export function readChosenLanguage(request: IncomingMessage, scope: CookieScope): ChosenLanguage | undefined {
  const [tag, insteadOf] = (readCookie(request, cookieName('language', scope)) ?? '').split('.').map(spoken);
  return tag && { tag, insteadOf };
}

/** Undefined forgets it. */
export function keepChosenLanguage(
  response: ServerResponse,
  scope: CookieScope,
  chosen: ChosenLanguage | undefined,
): void {
  const value = chosen && [chosen.tag, chosen.insteadOf].filter(Boolean).join('.');
  setCookie(response, cookieName('language', scope), value, { ...scope, seconds: longestCookieSeconds });
}

interface Wishes {
  readonly query: URLSearchParams;
  /** What an application asks for that the page is about. */
  readonly uiLocales: string | undefined;
  /** Of the person who is signed in. */
  readonly setting: string | undefined;
}

/**
 * The language of a page: what its address says, or else what the application asks for, unless the person has chosen
 * otherwise. What a person chooses with a link of ours is kept; a link on another site shows one page in a language, and
 * changes nothing that is kept.
 */
export function languageOf(
  request: IncomingMessage,
  response: ServerResponse,
  { query, uiLocales, setting }: Wishes,
  scope: CookieScope,
): LanguageTag {
  const said = query.get('ui_locales') ?? undefined;
  const tag = spoken(said ?? '');
  const insteadOf = spoken(uiLocales ?? '');
  const isOurLink = request.method === 'GET' && !/^(cross|same)-site$/.test(String(request.headers['sec-fetch-site']));
  if (tag && isOurLink) keepChosenLanguage(response, scope, { tag, insteadOf });
  const chosen = readChosenLanguage(request, scope);
  const isOverruled = chosen !== undefined && chosen.insteadOf === insteadOf;
  return chooseLanguage({
    uiLocales: said ?? (isOverruled ? undefined : uiLocales),
    setting,
    chosen: chosen?.tag,
    acceptLanguage: request.headers['accept-language'],
  });
}
