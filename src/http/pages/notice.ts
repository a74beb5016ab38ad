import type { Ended } from '../../directory/end-everything.ts';
import type { OwnPath } from '../../directory/own-path.ts';
import type { Translate } from './language.ts';
import type { TextKey } from './languages/en.ts';
import { html, type Markup } from './markup.ts';

/** What was done on the page before, carried over the redirect that follows a form. */
export type Notice =
  | { readonly kind: NoticeText }
  | { readonly kind: 'signedOutEverywhere'; readonly ended: EndedCount; readonly left: Left }
  | { readonly kind: 'passwordChanged' | 'passwordReset' | 'passwordSet'; readonly ended: EndedCount }
  /** The value travels sealed, and is shown once. */
  | { readonly kind: 'tokenCreated'; readonly value: string }
  /** In the console, sentence by sentence. */
  | {
      readonly kind: 'done';
      readonly said: readonly Said[];
      readonly secret: ShownSecret | undefined;
      readonly undo?: UndoForm;
    };

/** The form of a page that takes back what was done: sent from where that is said. */
export interface UndoForm {
  readonly action: OwnPath;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** Browsers keep a cookie of 4,096 bytes; sealing makes of three bytes four, and encoding adds some. */
const longestUndo = 1800;

/** Whether it can be carried to the next page. */
export const isShort = (undo: UndoForm): boolean => JSON.stringify(undo).length <= longestUndo;

export interface Said {
  readonly key: TextKey;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** Something that was made and cannot be shown again. It travels sealed. */
export interface ShownSecret {
  readonly label: TextKey;
  readonly value: string;
}

type NoticeText =
  | 'sessionEnded'
  | 'accessRemoved'
  | 'accessGone'
  | 'tokenRevoked'
  | 'tokenGone'
  | 'preferencesSaved'
  | 'invitationAccepted'
  | 'invitationSignedIn'
  | 'signedOut'
  | 'signedOutPartly'
  | 'changeOverdue'
  | 'signInOverdue'
  | 'fileAfterProof'
  | 'proofPartly'
  | 'signInUnfinished'
  | 'factorAdded'
  | 'factorRenamed'
  | 'factorRemoved'
  | 'deviceForgotten';

interface EndedCount {
  readonly sessions: number;
  readonly tokens: number;
  readonly applications: number;
}

const texts = {
  sessionEnded: 'sessions.ended',
  accessRemoved: 'applications.removed',
  accessGone: 'applications.gone',
  tokenRevoked: 'tokens.revoked',
  tokenGone: 'tokens.gone',
  preferencesSaved: 'account.saved',
  invitationAccepted: 'invitation.done',
  invitationSignedIn: 'invitation.signedIn',
  signedOut: 'signIn.signedOut',
  signedOutPartly: 'signIn.signedOutPartly',
  changeOverdue: 'change.overdue',
  signInOverdue: 'secondStep.overdue',
  fileAfterProof: 'stepUp.file',
  proofPartly: 'stepUp.partly',
  signInUnfinished: 'secondStep.unfinished',
  factorAdded: 'security.added',
  factorRenamed: 'security.renamed',
  factorRemoved: 'security.removed',
  deviceForgotten: 'security.forgotten',
} as const;

/** Neither what succeeded nor what somebody did wrong. */
const plainKinds: readonly Notice['kind'][] = [
  'signedOut',
  'signedOutPartly',
  'signInUnfinished',
  'fileAfterProof',
  'proofPartly',
];

/** What goes on acting in a person's name after signing out everywhere. */
export interface Left {
  readonly tokens: number;
  readonly consents: number;
}

/** What a person should know of what ended. The session of this browser ended as well, and was replaced. */
export const endedCount = ({ sessions, refreshTokens, personalAccessTokens }: Ended, own: 0 | 1): EndedCount => ({
  sessions: Math.max(sessions - own, 0),
  tokens: personalAccessTokens,
  applications: refreshTokens,
});

interface Noticed {
  readonly notice: Notice | undefined;
  readonly t: Translate;
  /** How what was done is taken back, where the page offers it. */
  readonly undo?: Markup | undefined;
}

export function noticeBox({ notice, t, undo }: Noticed): Markup | undefined {
  if (notice === undefined || notice.kind === 'tokenCreated') return undefined;
  if (notice.kind === 'done') return doneBox(t, notice, undo);
  if (!('ended' in notice)) return note(t(texts[notice.kind]), plainKinds.includes(notice.kind) ? 'plain' : 'good');
  if (notice.kind === 'signedOutEverywhere') {
    return html`<div class="note good" role="status"><p>${t('sessions.everywhereDone')}</p>
<ul>${everywhereLines(t, notice.ended)}</ul>${leftList(t, notice.left)}</div>`;
  }
  return html`<div class="note good" role="status"><p>${t(endedTexts[notice.kind])}</p>${endedList(t, notice.ended)}</div>`;
}

function doneBox(t: Translate, { said, secret }: Extract<Notice, { readonly kind: 'done' }>, undo?: Markup): Markup {
  return html`<div class="note good"><div role="status">${said.map(({ key, values }) => html`<p>${t(key, values)}</p>`)}</div>
${secret && shownOnce(t, secret)}${undo}</div>`;
}

const shownOnce = (t: Translate, { label, value }: ShownSecret): Markup =>
  html`<p>${t(label)}</p><code class="value" id="secret">${value}</code>
<div class="buttons"><button class="button" type="button" hidden data-copies="secret" data-copied="${t('tokens.copied')}">${t('tokens.copy')}</button></div>`;

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

function endedList(t: Translate, ended: EndedCount): Markup {
  const lines = (['sessions', 'applications', 'tokens'] as const).map((kind) =>
    counted(t, `ended.${kind}`, ended[kind]),
  );
  if (!lines.some(Boolean)) return html`<p>${t('ended.nothing')}</p>`;
  return html`<ul>${lines}</ul>`;
}

function everywhereLines(t: Translate, { sessions, applications }: EndedCount): readonly (Markup | undefined)[] {
  return [counted(t, 'everywhere.sessions', sessions), counted(t, 'everywhere.applications', applications)];
}

/** What signing out everywhere leaves. */
export const leftList = (t: Translate, { tokens, consents }: Left): Markup => html`<p>${t('left.title')}</p>
<ul>${counted(t, 'left.tokens', tokens)}${counted(t, 'left.consents', consents)}<li>${t('left.elsewhere')}</li></ul>`;

type Counted =
  | `ended.${'sessions' | 'applications' | 'tokens'}`
  | `everywhere.${'sessions' | 'applications'}`
  | `left.${'tokens' | 'consents'}`;

const counted = (t: Translate, key: Counted, count: number): Markup | undefined =>
  count > 0 ? html`<li>${t(`${key}.${count === 1 ? 'one' : 'many'}`, { count })}</li>` : undefined;
