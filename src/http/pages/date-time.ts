import { html, type Markup } from './markup.ts';
import type { Visit } from './visit.ts';

/** English by itself would mean the American way. */
const locales = { en: 'en-GB', de: 'de', ro: 'ro' } as const;

/** The server does not know the person's time zone, so it says which one it means. */
export function exactly({ language }: Pick<Visit, 'language'>, at: number): string {
  const options = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' } as const;
  return `${new Intl.DateTimeFormat(locales[language], options).format(at)} UTC`;
}

/** A moment in the person's language. */
export const dateTime = (visit: Pick<Visit, 'language'>, at: number): Markup =>
  html`<time datetime="${new Date(at).toISOString()}">${exactly(visit, at)}</time>`;

/** `yesterday`, `in 3 weeks`: how far a moment is from now, in the person's language, and exactly for those who point at it. */
export function relativeTime({ language, now }: Pick<Visit, 'language' | 'now'>, at: number): Markup {
  const distance = at - now;
  const [unit, length] = units.find(([, , most]) => Math.abs(distance) < most) ?? years;
  const count = unit === 'second' ? 0 : Math.round(distance / length);
  const said = new Intl.RelativeTimeFormat(locales[language], { numeric: 'auto' }).format(count, unit);
  return html`<time datetime="${new Date(at).toISOString()}" title="${exactly({ language }, at)}">${said}</time>`;
}

const minute = 60_000;
const day = 24 * 60 * minute;
const years = ['year', 365 * day] as const;

/** Each up to which distance: 13 days say more than 2 weeks. */
const units = [
  ['second', 1000, minute],
  ['minute', minute, 59.5 * minute],
  ['hour', 60 * minute, 23.5 * 60 * minute],
  ['day', day, 14 * day],
  ['week', 7 * day, 56 * day],
  ['month', 30 * day, 2 * 365 * day],
] as const;

export function date({ language }: Pick<Visit, 'language'>, at: number): Markup {
  const format = new Intl.DateTimeFormat(locales[language], { dateStyle: 'medium', timeZone: 'UTC' });
  return html`<time datetime="${new Date(at).toISOString()}">${format.format(at)}</time>`;
}

/** `30 days`, in the person's language: some put a word between the number and the noun. */
export const countOfDays = ({ language }: Pick<Visit, 'language'>, days: number): string =>
  new Intl.NumberFormat(locales[language], { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(days);
