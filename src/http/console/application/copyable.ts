import { html, type Markup } from '../../pages/markup.ts';
import type { ConsoleVisit } from '../page.ts';

/** A short value, with a button that copies it where there are scripts. */
export const copyable = (visit: ConsoleVisit, id: string, value: string): Markup =>
  html`<span class="copyable"><code id="${id}">${value}</code>${copyButton(visit, id, value)}</span>`;

/** Copies the text of the element with the id. */
export const copyButton = ({ t }: ConsoleVisit, id: string, what: string): Markup =>
  html`<button class="button small" type="button" hidden data-copies="${id}" data-copied="${t('tokens.copied')}" aria-label="${t('console.application.copy', { what })}">${t('tokens.copy')}</button>`;
