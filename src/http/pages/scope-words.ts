import { managementScopes } from '../../directory/scope.ts';
import type { Translate } from './language.ts';
import { en, type TextKey } from './languages/en.ts';

/** What a scope lets an application do, in words that people understand. */
export function scopeWords(t: Translate, scope: string): string {
  const plain = `scope.${scope}`;
  if (isText(plain)) return t(plain);
  const [, thing = '', part] = /^PM\.(\w+?)(?:\.(Read|Write))?$/.exec(scope) ?? [];
  const name = `thing.${thing}`;
  if (!isText(name)) return t('scope.other', { scope });
  const kind = isOnlySeen(thing) || part === 'Read' ? 'scope.read' : part === 'Write' ? 'scope.write' : 'scope.full';
  return t(kind, { thing: t(name) });
}

const isText = (key: string): key is TextKey => Object.hasOwn(en, key);

/** Nothing can be written there: the scope without a part means reading. */
const isOnlySeen = (thing: string): boolean =>
  managementScopes.includes(`PM.${thing}.Read`) && !managementScopes.includes(`PM.${thing}.Write`);

/** What people choose from: to see, or to do everything. Who needs no more than to write makes such a token over the API. */
export const offeredScopes: readonly string[] = managementScopes.filter(
  (scope) => !scope.endsWith('.Write') && !isOnlySeen(scope.slice('PM.'.length)),
);
