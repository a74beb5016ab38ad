import type { Translate } from '../pages/language.ts';
import { consoleRefusalTexts } from '../pages/languages/en/console-refusal.ts';
import type { TextKey } from '../pages/languages/en.ts';

interface Known {
  readonly key: TextKey;
  readonly pattern: RegExp;
  /** Of the sentence, without what is filled in. */
  readonly length: number;
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');

const place = /(?<!\{)\{(\w+)\}(?!\})/;

/** Those that say the most themselves come first: `{problem}` may be anything. */
const known: readonly Known[] = Object.entries(consoleRefusalTexts)
  .map(([key, sentence]) => {
    const parts = sentence.split(place).map((part, index) => (index % 2 === 0 ? escaped(part) : `(?<${part}>.*?)`));
    const length = sentence.split(place).reduce((sum, part, index) => sum + (index % 2 === 0 ? part.length : 0), 0);
    return { key: key as TextKey, pattern: new RegExp(`^${parts.join('')}$`, 's'), length };
  })
  .sort((one, other) => other.length - one.length);

/** Sentences are short; what is longer is not looked through. */
const longest = 1000;

/** A refusal of the API, which speaks English, in the language of the person; as it is where it is not among the known ones. */
export function refusalText(t: Translate, english: string): string {
  return (english.length <= longest && translated(t, english)) || english;
}

function translated(t: Translate, english: string): string | undefined {
  for (const { key, pattern } of known) {
    const values = pattern.exec(english)?.groups;
    const problem = values?.problem;
    const said = problem === undefined ? undefined : translated(t, problem);
    if (!pattern.test(english) || (problem !== undefined && said === undefined)) continue;
    return t(key, { ...values, ...(said !== undefined && { problem: said }) });
  }
  return undefined;
}
