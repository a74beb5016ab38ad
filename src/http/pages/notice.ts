import type { Ended } from '../../directory/end-everything.ts';
import { html, type Markup } from './markup.ts';
import type { Visit } from './visit.ts';

/** What was done on the page before, carried over the redirect that follows a form. */
export type Notice =
  | { readonly kind: NoticeText }
  | { readonly kind: 'passwordChanged' | 'passwordReset' | 'passwordSet'; readonly ended: EndedCount }
  /** The value travels sealed, and is shown once. */
  | { readonly kind: 'tokenCreated'; readonly value: string };

type NoticeText =
  | 'sessionEnded'
  | 'signedOutEverywhere'
  | 'tokenRevoked'
  | 'tokenGone'
  | 'preferencesSaved'
  | 'invitationAccepted'
  | 'invitationSignedIn'
  | 'signedOut'
  | 'changeOverdue';

interface EndedCount {
  readonly sessions: number;
  readonly tokens: number;
  readonly applications: number;
}

const texts = {
  sessionEnded: 'sessions.ended',
  signedOutEverywhere: 'sessions.everywhereDone',
  tokenRevoked: 'tokens.revoked',
  tokenGone: 'tokens.gone',
  preferencesSaved: 'account.saved',
  invitationAccepted: 'invitation.done',
  invitationSignedIn: 'invitation.signedIn',
  signedOut: 'signIn.signedOut',
  changeOverdue: 'change.overdue',
} as const;

/** What a person should know of what ended. The session of this browser ended as well, and was replaced. */
export const endedCount = ({ sessions, refreshTokens, personalAccessTokens }: Ended, own: 0 | 1): EndedCount => ({
  sessions: Math.max(sessions - own, 0),
  tokens: personalAccessTokens,
  applications: refreshTokens,
});

export function noticeBox({ notice, t }: Visit): Markup | undefined {
  if (notice === undefined || notice.kind === 'tokenCreated') return undefined;
  if (!('ended' in notice)) return note(t(texts[notice.kind]), notice.kind === 'signedOut' ? 'plain' : 'good');
  return html`<div class="note good" role="status"><p>${t(endedTexts[notice.kind])}</p>${endedList(t, notice.ended)}</div>`;
}

/** After a reset, the person may have to sign in, or be signed in already. */
const endedTexts = {
  passwordChanged: 'change.done',
  passwordReset: 'reset.done',
  passwordSet: 'reset.signedIn',
} as const;

const note = (text: string, kind: 'good' | 'plain'): Markup =>
  html`<div class="note ${kind}" role="status"><p>${text}</p></div>`;

export const plainNote = (text: string): Markup => note(text, 'plain');

export const badNote = (text: string): Markup => html`<div class="note bad" role="alert"><p>${text}</p></div>`;

function endedList(t: Visit['t'], ended: EndedCount): Markup {
  const lines = (['sessions', 'applications', 'tokens'] as const)
    .filter((kind) => ended[kind] > 0)
    .map((kind) => t(`ended.${kind}.${ended[kind] === 1 ? 'one' : 'many'}`, { count: ended[kind] }));
  if (lines.length === 0) return html`<p>${t('ended.nothing')}</p>`;
  return html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}
