import { de } from './languages/de.ts';
import { en, type TextKey, type Texts } from './languages/en.ts';
import { ro } from './languages/ro.ts';

/** The languages that the pages speak, by the tag of BCP 47. A new one is a file beside the others and a line here. */
export const languages = { en, de, ro } as const satisfies Record<string, Texts>;

export type LanguageTag = keyof typeof languages;

export const languageTags = Object.keys(languages) as LanguageTag[];

/**
 * A text of the chosen language, with its `{places}` filled; a number is written as people of the language write it. In
 * `{count:person|people}`, the word that such a number takes follows it: there are as many as the language has forms, from one on.
 */
export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

export function translator(tag: LanguageTag): Translate {
  const texts: Texts = languages[tag];
  const written = (value: string | number) => (typeof value === 'number' ? value.toLocaleString(tag) : value);
  return (key, values = {}) =>
    texts[key].replaceAll(/\{(\w+)(?::([^{}]*))?\}/g, (place, name: string, words?: string) => {
      const value = values[name];
      if (value === undefined) return place;
      return words === undefined ? written(value) : `${written(value)} ${formOf(tag, value, words.split('|'))}`;
    });
}

/** Forms of a word, in the order of `Intl.PluralRules`: Romanian says `1 persoană`, `2 persoane` and `20 de persoane`. */
const categories = ['zero', 'one', 'two', 'few', 'many', 'other'] as const;

/** Made once, because that takes longer than all that they are asked for one page. */
const pluralRules = Object.fromEntries(languageTags.map((tag) => [tag, new Intl.PluralRules(tag)])) as Readonly<
  Record<LanguageTag, Intl.PluralRules>
>;

/** In which order the language has its forms. */
export const formsOf = (tag: LanguageTag): readonly Intl.LDMLPluralRule[] => {
  const known = pluralRules[tag].resolvedOptions().pluralCategories;
  return categories.filter((category) => known.includes(category));
};

/** The form that goes with a number, also where it is in digits; `more than 10,000` takes the last, that of many. */
function formOf(tag: LanguageTag, value: string | number, forms: readonly string[]): string | undefined {
  const number = typeof value === 'number' ? value : /^\d[\d.,\s]*$/.test(value) && Number(value.replaceAll(/\D/g, ''));
  if (number === false) return forms.at(-1);
  return forms[formsOf(tag).indexOf(pluralRules[tag].select(number))];
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
