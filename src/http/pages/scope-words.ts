import { internalScope } from '../../directory/api-resource.ts';
import { managementScopes } from '../../directory/scope.ts';
import type { Translate } from './language.ts';
import { en, type TextKey } from './languages/en.ts';

/** What a scope lets an application do, in words that people understand. */
export const scopeWords = (t: Translate, scope: string): string =>
  ownWords(t, scope) ?? t('scope.other', { scopes: scope });

/**
 * What scopes together let an application do, each ability once: what is a part of another is left out, and other
 * services, of which only the names are known here, share a line.
 */
export function abilitiesOf(t: Translate, scopes: readonly string[]): readonly string[] {
  const whole = scopes.includes(internalScope) ? [internalScope, ...scopes.filter((scope) => !isOfApi(scope))] : scopes;
  const own = new Set<string>();
  const others = new Set<string>();
  for (const scope of whole) {
    const words = ownWords(t, scope);
    if (words === undefined) others.add(scope);
    else if (!whole.includes(fullOf(scope))) own.add(words);
  }
  if (whole.some((scope) => scope.startsWith('PM.')) && !whole.some((scope) => namesPeople.test(scope))) {
    own.add(t('scope.names'));
  }
  return others.size === 0 ? [...own] : [...own, t('scope.other', { scopes: [...others].join(', ') })];
}

/** What every other scope of the API opens a little, these open in full, and say so. */
const namesPeople = /^(?:IdentityServerApi|PM\.(?:Directory|User)(?:\.Read)?)$/;

/** Whether one of the scopes decides who gets in, or what others may do. */
export const isFarReaching = (scopes: readonly string[]): boolean => scopes.some((scope) => farReaching.has(scope));

const farReaching: ReadonlySet<string> = new Set([
  ...[internalScope, 'PM.AuthSetting', 'PM.Group', 'PM.Group.Write', 'PM.MessageTemplate', 'PM.MessageTemplate.Write'],
  ...[
    'PM.OAuthApp',
    'PM.OAuthApp.Write',
    'PM.OAuthSecret.Write',
    'PM.OAuthAppSecret.Write',
    'PM.Partition',
    'PM.Partition.Write',
    'PM.User',
    'PM.User.Write',
  ],
]);

/** Undefined for a scope of another service. */
function ownWords(t: Translate, scope: string): string | undefined {
  const thing = /^PM\.(\w+)\.Read$/.exec(scope)?.[1];
  const key = `scope.${thing !== undefined && isOnlySeen(thing) ? `PM.${thing}` : scope}`;
  return isText(key) ? t(key) : undefined;
}

const isText = (key: string): key is TextKey => Object.hasOwn(en, key);

/** Whether it opens anything here but the own profile. */
export const isOfApi = (scope: string): boolean => scope === internalScope || scope.startsWith('PM.');

/** The scope of which this one is a half; for others, one that there is not. */
const fullOf = (scope: string): string => /^(PM\.\w+)\.(?:Read|Write)$/.exec(scope)?.[1] ?? '';

/** Nothing can be written there: the scope without a part means reading. */
const isOnlySeen = (thing: string): boolean =>
  managementScopes.includes(`PM.${thing}.Read`) && !managementScopes.includes(`PM.${thing}.Write`);

/** What people choose from: to see, or to do everything. Anyone who needs no more than to write makes such a token over the API. */
export const offeredScopes: readonly string[] = managementScopes.filter(
  (scope) => !scope.endsWith('.Write') && !isOnlySeen(scope.slice('PM.'.length)),
);
