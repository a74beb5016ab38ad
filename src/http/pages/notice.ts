import type { Ended } from '../../directory/end-everything.ts';
import type { OwnPath } from '../../directory/own-path.ts';
import type { Translate } from './language.ts';
import { en, type TextKey } from './languages/en.ts';
import { html, type Markup } from './markup.ts';

/**
 * What was done on the page before, carried over the redirect that follows a form. While nodes are replaced one after the other,
 * the version before reads what this one says, and this one what the next one does.
 */
export type Notice =
  | { readonly kind: NoticeText; readonly newer?: TextKey }
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
      readonly newer?: TextKey;
    };

// `newer` is a text that the version before does not have, said instead of the rest: which that version says.

/** The sign-in does not bring back all that was in a form. */
export const signedOutPartly: Notice = { kind: 'signedOut', newer: 'signIn.signedOutPartly' };

const asksForProof = { kind: 'done', said: [{ key: 'stepUp.text' }], secret: undefined } as const;

/** The proof leads to the page where the file is chosen. */
export const fileAfterProof: Notice = { ...asksForProof, newer: 'stepUp.file' };

/** The proof does not bring back all that was in a form. */
export const proofPartly: Notice = { ...asksForProof, newer: 'stepUp.partly' };

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
  | 'changeOverdue'
  | 'signInOverdue'
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
  changeOverdue: 'change.overdue',
  signInOverdue: 'secondStep.overdue',
  signInUnfinished: 'secondStep.unfinished',
  factorAdded: 'security.added',
  factorRenamed: 'security.renamed',
  factorRemoved: 'security.removed',
  deviceForgotten: 'security.forgotten',
} as const;

/** Neither what succeeded nor what somebody did wrong. */
const plainKinds: readonly Notice['kind'][] = ['signedOut', 'signInUnfinished'];

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
  if ('newer' in notice && hasText(notice.newer)) return note(t(notice.newer), 'plain');
  if (notice.kind === 'done') return doneBox(t, notice, undo);
  if (!isKnown(notice.kind)) return undefined;
  if (!('ended' in notice)) return note(t(texts[notice.kind]), plainKinds.includes(notice.kind) ? 'plain' : 'good');
  if (notice.kind === 'signedOutEverywhere') {
    return html`<div class="note good" role="status"><p>${t('sessions.everywhereDone')}</p>
<ul>${everywhereLines(t, notice.ended)}</ul>${leftList(t, notice.left)}</div>`;
  }
  return html`<div class="note good" role="status"><p>${t(endedTexts[notice.kind])}</p>${endedList(t, notice.ended)}</div>`;
}

/** What another version says may be unknown here. */
const isKnown = (kind: string): boolean =>
  kind === 'signedOutEverywhere' || Object.hasOwn(texts, kind) || Object.hasOwn(endedTexts, kind);

const hasText = (key: TextKey | undefined): key is TextKey => key !== undefined && Object.hasOwn(en, key);

type Done = Extract<Notice, { readonly kind: 'done' }>;

function doneBox(t: Translate, { said, secret }: Done, undo?: Markup): Markup | undefined {
  const known = said.filter(({ key }) => hasText(key));
  if (known.length === 0 && secret === undefined) return undefined;
  return html`<div class="note good"><div role="status">${known.map(({ key, values }) => html`<p>${t(key, values)}</p>`)}</div>
${secret && shownOnce(t, secret)}${undo}</div>`;
}

const shownOnce = (t: Translate, { label, value }: ShownSecret): Markup =>
  html`${hasText(label) && html`<p>${t(label)}</p>`}<code class="value" id="secret">${value}</code>
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
