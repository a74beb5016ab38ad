import { en, type TextKey } from '../../pages/languages/en.ts';
import type { ConsoleVisit } from '../page.ts';
import { type Level, partsOf, type ScopeNoun, scopesAt } from './scope-nouns.ts';

const isText = (key: string): key is TextKey => Object.hasOwn(en, key);

/** As people call it; where nobody has said how, nothing: then the name of the scope stands alone. */
export function nounName({ t }: ConsoleVisit, noun: ScopeNoun): string {
  const key = `console.scope.${noun.name}`;
  if (isText(key)) return t(key);
  const named = partsOf(noun).find(({ name, displayName }) => displayName !== name);
  return named && partsOf(noun).length === 1 ? named.displayName : '';
}

/** What a level means, in the words of this product, or in those with which the scope was registered. */
export function levelText(visit: ConsoleVisit, noun: ScopeNoun, level: Level): string | undefined {
  const key = `console.scope.${noun.name}.${level}`;
  const own = scopesAt(noun, level).flatMap(({ name, displayName, description }) =>
    description ? [description] : displayName === name ? [] : [displayName],
  );
  const text = isText(key) ? visit.t(key) : own.join(' ');
  return text === '' || text === nounName(visit, noun) ? undefined : text;
}
