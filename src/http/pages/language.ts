import { de } from './languages/de.ts';
import { en, type TextKey, type Texts } from './languages/en.ts';
import { ro } from './languages/ro.ts';

/** The languages that the pages speak, by the tag of BCP 47. A new one is a file beside the others and a line here. */
export const languages = { en, de, ro } as const satisfies Record<string, Texts>;

export type LanguageTag = keyof typeof languages;

export const languageTags = Object.keys(languages) as LanguageTag[];

/** A text of the chosen language, with its `{places}` filled. */
export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

export function translator(tag: LanguageTag): Translate {
  const texts: Texts = languages[tag];
  return (key, values = {}) =>
    texts[key].replaceAll(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/**
 * The first wish that can be met: what the user has set, what the application asks for (`ui_locales`, OpenID Connect
 * Core section 3.1.2.1), what the browser accepts (RFC 9110 section 12.5.4). `de-AT` is met by `de`.
 */
export function chooseLanguage(wishes: {
  readonly setting?: string | undefined;
  readonly uiLocales?: string | null | undefined;
  readonly acceptLanguage?: string | undefined;
}): LanguageTag {
  const { setting, uiLocales, acceptLanguage } = wishes;
  const wished = [setting ?? '', ...(uiLocales ?? '').split(/\s+/), ...acceptedLanguages(acceptLanguage ?? '')];
  return wished.map(speakable).find((tag) => tag !== undefined) ?? 'en';
}

function speakable(wish: string): LanguageTag | undefined {
  const [primary] = wish.toLowerCase().split(/[-_]/);
  return languageTags.find((tag) => tag === primary);
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
