import { html, type Markup } from '../../pages/markup.ts';
import { isFarReaching, isOfApi } from '../../pages/scope-words.ts';
import type { ConsoleVisit } from '../page.ts';
import { levelText, nounName } from './noun-words.ts';
import { type GrantKind, type Level, levelsOf, type ScopeNoun, scopesAt } from './scope-nouns.ts';

/** The field of every choice: on whose behalf, how much, of what. Nothing is chosen by an empty one. */
export const scopeField = 'scope';

interface NounRow {
  readonly kind: GrantKind;
  readonly noun: ScopeNoun;
  /** What is chosen now. */
  readonly current: Level;
  /** There are so many nouns that those of which nothing is chosen must not be sent. */
  readonly areMany: boolean;
}

/** How much an application may do with one kind of thing: a list, or boxes of which the last one counts that is checked. */
export function nounRow(visit: ConsoleVisit, row: NounRow): Markup {
  const { noun, current, areMany } = row;
  const id = `scope-${row.kind}-${noun.name}`;
  const offered = levelsOf(noun, current).filter((level) => level !== 'none');
  const isSwitch = offered.length === 1 && !isOfApi(noun.name);
  const { hints, described } = hintsOf(visit, row, id, offered, isSwitch);
  const label = html`${nounName(visit, noun)} <code>${noun.name}</code>`;
  if (isSwitch) return html`<div class="scope">${box(row, id, offered[0] ?? 'manage', label, described)}${hints}</div>`;
  const name = (level: Level) => visit.t(`console.application.level.${level}`);
  if (areMany) {
    const boxes = offered.map((level) => box(row, `${id}-${level}`, level, html`${name(level)}`, described));
    return html`<fieldset class="scope"><legend>${label}</legend>${boxes}${hints}</fieldset>`;
  }
  const options = (['none', ...offered] as const).map(
    (level) =>
      html`<option value="${choiceOf(row, level)}"${level === current && html` selected`}${farMark(noun, level)}>${name(level)}</option>`,
  );
  return html`<div class="scope"><label for="${id}">${label}</label><select id="${id}" name="${scopeField}"${described}>${options}</select>${hints}</div>`;
}

const choiceOf = ({ kind, noun }: NounRow, level: Level): string =>
  level === 'none' ? '' : `${kind} ${level} ${noun.name}`;

const box = (row: NounRow, id: string, level: Level, label: Markup, described: Markup | undefined): Markup =>
  html`<div class="choice"><input type="checkbox" id="${id}" name="${scopeField}" value="${choiceOf(row, level)}"${level === row.current && html` checked`}${farMark(row.noun, level)}${described}><label for="${id}">${label}</label></div>`;

const isFar = (noun: ScopeNoun, level: Level): boolean => isFarReaching(scopesAt(noun, level).map(({ name }) => name));

/** By which the style finds the choices that are warned of. */
const farMark = (noun: ScopeNoun, level: Level) => isFar(noun, level) && html` data-far`;

/** What each level means, and a warning where one reaches far; and that a field is described by them. */
function hintsOf(visit: ConsoleVisit, { noun }: NounRow, id: string, offered: readonly Level[], isSwitch: boolean) {
  const { t } = visit;
  const told = offered.flatMap((level) => {
    const text = levelText(visit, noun, level);
    const name = !isSwitch && html`<b>${t(`console.application.level.${level}`)}:</b> `;
    return text === undefined ? [] : [html`<span>${name}${text}</span> `];
  });
  const isTold = told.length > 0;
  const isWarned = offered.some((level) => isFar(noun, level));
  const about = [isTold && `${id}-hint`, isWarned && `${id}-far`].filter(Boolean).join(' ');
  return {
    hints: html`${isTold && html`<span class="hint" id="${id}-hint">${told}</span>`}${
      isWarned && html`<span class="far" id="${id}-far">${t('console.application.scopes.far')}</span>`
    }`,
    described: about === '' ? undefined : html` aria-describedby="${about}"`,
  };
}
