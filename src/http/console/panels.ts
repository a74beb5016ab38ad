import type { OwnPath } from '../../directory/own-path.ts';
import { html, type Markup } from '../pages/markup.ts';

type Content = Markup | string | readonly (Markup | undefined)[];

/** A part of a page with a heading of its own, and perhaps links and buttons beside it. */
export const panel = (title: string, content: Content, actions?: Markup): Markup =>
  html`<section class="panel"><div class="title-row"><h2>${title}</h2>${actions && html`<div class="buttons">${actions}</div>`}</div>${content}</section>`;

/** What there is when there is nothing yet: what it would be for, and the way to the first one. */
export const emptyState = (title: string, text: string, action?: Markup): Markup =>
  html`<section class="panel empty"><h2>${title}</h2><p class="quiet">${text}</p>${action && html`<div class="buttons">${action}</div>`}</section>`;

export const linkButton = (text: string, url: OwnPath, kind: 'first' | 'grave' | 'plain' = 'plain'): Markup =>
  html`<a class="button ${kind}" href="${url}">${text}</a>`;

/** Terms and what they are here. Absent ones are left out. */
export function facts(
  entries: readonly (readonly [term: string, value: Markup | string | number | null | undefined])[],
): Markup {
  const known = entries.filter(([, value]) => value !== null && value !== undefined && value !== '');
  return html`<dl class="facts">${known.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}

export const badge = (text: string, kind: 'good' | 'off' | 'warn' = 'good'): Markup =>
  html`<span class="badge ${kind === 'good' ? '' : kind}">${text}</span>`;

interface Tab {
  readonly text: string;
  readonly url: OwnPath;
  readonly isCurrent: boolean;
}

/** Pages about the same thing, as links: each has an address of its own. */
export const tabs = (label: string, all: readonly Tab[]): Markup =>
  html`<nav class="tabs" aria-label="${label}"><ul>${all.map(
    ({ text, url, isCurrent }) => html`<li><a href="${url}"${isCurrent && html` aria-current="page"`}>${text}</a></li>`,
  )}</ul></nav>`;
