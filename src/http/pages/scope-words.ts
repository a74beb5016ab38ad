import type { Translate } from './language.ts';
import { en, type TextKey } from './languages/en.ts';

/** What a scope lets an application do, in words that people understand. */
export function scopeWords(t: Translate, scope: string): string {
  const plain = `scope.${scope}`;
  if (isText(plain)) return t(plain);
  const [, thing = '', part] = /^PM\.(\w+?)(?:\.(Read|Write))?$/.exec(scope) ?? [];
  const name = `thing.${thing}`;
  if (!isText(name)) return t('scope.other', { scope });
  const kind = part === 'Read' ? 'scope.read' : part === 'Write' ? 'scope.write' : 'scope.full';
  return t(kind, { thing: t(name) });
}

const isText = (key: string): key is TextKey => Object.hasOwn(en, key);
