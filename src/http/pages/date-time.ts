import { html, type Markup } from './markup.ts';
import type { Visit } from './visit.ts';

/** English by itself would mean the American way. */
const locales = { en: 'en-GB', de: 'de', ro: 'ro' } as const;

/** A moment in the person's language. The server does not know the person's time zone, so it says which one it means. */
export function dateTime({ language }: Visit, at: number): Markup {
  const format = new Intl.DateTimeFormat(locales[language], {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return html`<time datetime="${new Date(at).toISOString()}">${format.format(at)} UTC</time>`;
}

export function date({ language }: Visit, at: number): Markup {
  const format = new Intl.DateTimeFormat(locales[language], { dateStyle: 'medium', timeZone: 'UTC' });
  return html`<time datetime="${new Date(at).toISOString()}">${format.format(at)}</time>`;
}

/** `30 days`, in the person's language: some put a word between the number and the noun. */
export const countOfDays = ({ language }: Pick<Visit, 'language'>, days: number): string =>
  new Intl.NumberFormat(locales[language], { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(days);
