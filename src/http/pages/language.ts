import { de } from './languages/de.ts';
import { en, type TextKey, type Texts } from './languages/en.ts';
import { ro } from './languages/ro.ts';

/** The languages that the pages speak, by the tag of BCP 47. A new one is a file beside the others and a line here. */
export const languages = { en, de, ro } as const satisfies Record<string, Texts>;

export type LanguageTag = keyof typeof languages;

export const languageTags = Object.keys(languages) as LanguageTag[];

/** A text of the chosen language, with its `{places}` filled; a number is written as people of the language write it. */
export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

export function translator(tag: LanguageTag): Translate {
  const texts: Texts = languages[tag];
  const written = (value: string | number) => (typeof value === 'number' ? value.toLocaleString(tag) : value);
  return (key, values = {}) =>
    texts[key].replaceAll(/\{(\w+)\}/g, (place, name: string) => written(values[name] ?? place));
}

/**
 * The first wish that can be met: what the application asks for (`ui_locales`, OpenID Connect Core section 3.1.2.1), what
 * the user has set, what was chosen in the browser, what the browser accepts (RFC 9110 section 12.5.4). `de-AT` is met
 * by `de`.
 */
export function chooseLanguage(wishes: {
  readonly uiLocales?: string | null | undefined;
  readonly setting?: string | undefined;
  readonly chosen?: string | undefined;
  readonly acceptLanguage?: string | undefined;
}): LanguageTag {
  const { uiLocales, setting, chosen, acceptLanguage } = wishes;
  const accepted = acceptedLanguages(acceptLanguage ?? '').join(' ');
  const wished = [uiLocales, setting, chosen, accepted].map((wish) => spoken(wish ?? ''));
  return wished.find((tag) => tag !== undefined) ?? 'en';
}

/** The first of some languages, separated by blanks, that the pages speak. */
export function spoken(wishes: string): LanguageTag | undefined {
  for (const wish of wishes.toLowerCase().split(/\s+/)) {
    const [primary] = wish.split(/[-_]/, 1);
    const tag = languageTags.find((known) => known === primary);
    if (tag) return tag;
  }
  return undefined;
}

/** Ranges by their weight; among equals, the first stays first. */
function acceptedLanguages(header: string): string[] {
  return header
    .slice(0, 1000)
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.trim().split(/\s*;\s*/);
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
      return { tag, weight: Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag);
}
