import { type RedirectUriProblem, refusedRedirectUri } from '../../../directory/application/redirect-uri.ts';
import type { Translate } from '../../pages/language.ts';
import type { TextKey } from '../../pages/languages/en.ts';
import { html, type Markup } from '../../pages/markup.ts';

/** A field with addresses. */
export type UriField = 'redirectUri' | 'postLogoutRedirectUris';

/** What stands between them. The API has a text with commas between redirect URIs, so that none of them has one within. */
const separators: Readonly<Record<UriField, RegExp>> = { redirectUri: /[\r\n,]/, postLogoutRedirectUris: /[\r\n]/ };

/** The addresses in a field, one a line. */
export const readUris = (name: UriField, { [name]: text }: Readonly<Record<UriField, string>>): readonly string[] => [
  ...new Set(
    text
      .split(separators[name])
      .map((uri) => uri.trim())
      .filter(Boolean),
  ),
];

/** More than an application has: of the others, no word is said. */
const mostJudged = 100;

const words: Readonly<Record<RedirectUriProblem, TextKey>> = {
  'must be an absolute URI': 'console.application.uri.absolute',
  'must not have a fragment': 'console.application.uri.fragment',
  'must not contain a user name or a password': 'console.application.uri.credentials',
  'must have a host of letters, digits, dots and hyphens, or an IPv6 address': 'console.application.uri.host',
  'must be https, unless it is an address of the own machine': 'console.application.uri.plain',
  'must be https, or a private scheme with a dot such as com.example.app': 'console.application.uri.scheme',
};

/** What the rule of the API has against some addresses, in the words of the person: a sentence about each. */
export function uriFaults(t: Translate, uris: readonly string[]): readonly string[] {
  return uris.slice(0, mostJudged).flatMap((uri) => {
    const problem = refusedRedirectUri(uri);
    return problem === undefined ? [] : [`${uri}: ${t(words[problem])}`];
  });
}

/** What is said of the addresses while they are typed: what is wrong with each, or what they are good for. */
export function uriVerdicts(t: Translate, uris: readonly string[]): Markup | undefined {
  if (uris.length === 0) return undefined;
  return html`<ul class="verdicts">${uris.slice(0, mostJudged).map((uri) => {
    const problem = refusedRedirectUri(uri);
    const text = problem === undefined ? t(meaning(uri)) : t(words[problem]);
    return html`<li class="${problem === undefined ? 'kept' : 'broken'}"><code>${uri}</code> ${text}</li>`;
  })}</ul>`;
}

/** What an address that is taken means for the machine that it leads to. */
function meaning(uri: string): TextKey {
  const { protocol, port } = new URL(uri);
  if (protocol === 'https:') return 'console.application.uri.good';
  if (protocol !== 'http:') return 'console.application.uri.private';
  return port === '' ? 'console.application.uri.anyPort' : 'console.application.uri.onePort';
}
