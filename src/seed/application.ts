import { malformedRedirectUri } from '../directory/application/redirect-uri.ts';
import type { ApplicationScope } from '../directory/application.ts';
import { requireDistinct, requireDistinctItems } from './distinct.ts';
import { keySet } from './key-set.ts';
import { inside, type Place, refusal } from './place.ts';
import { choice, flag, list, optional, type ReadBy, type Reader, record, required } from './shape.ts';
import { lineOfText, matching, notEmpty, type Rule, text, uniformUuid, upTo } from './text.ts';

/** Another scheme would send the code to whichever program on the person's machine has claimed it. */
const redirectUri: Rule = (uri) => (/^https?:/i.test(uri) ? malformedRedirectUri(uri) : 'must be an http or https URL');

/** What is stored of a secret is a fast hash, so that a shorter one could be guessed. */
const leastSecretLength = 16;

const clientId = text(
  notEmpty,
  upTo(256),
  matching(/^[!-.0-9;-~]+$/, 'of printable ASCII characters without blanks, "/" and ":"'),
  uniformUuid,
);
const secret = text(
  (given) => (given.length < leastSecretLength ? `must have at least ${leastSecretLength} characters` : undefined),
  upTo(100),
  matching(/^[!-~]+$/, 'of printable ASCII characters without blanks'),
);
// The characters of a scope token in RFC 6749.
const scopeName = text(notEmpty, upTo(256), matching(/^[!#-[\]-~]+$/, 'a scope name without blanks and quotes'));
const scopeShape = record('a scope', {
  name: required(scopeName),
  type: optional(choice('user', 'application', 'both')),
});

const shape = record('an application', {
  id: required(clientId),
  name: required(lineOfText),
  isConfidential: optional(flag, true),
  secret: optional(secret),
  redirectUris: optional(list(text(redirectUri)), []),
  postLogoutRedirectUris: optional(list(text(redirectUri)), []),
  jwks: optional(keySet),
  scopes: optional(list(scope), []),
});

export interface SeedApplication extends Omit<ReadBy<typeof shape>, 'scopes'> {
  readonly scopes: readonly ApplicationScope[];
}

export const application: Reader<SeedApplication> = (value, place) => {
  const declared = shape(value, place);
  if (declared.isConfidential) {
    if (declared.secret === undefined && !declared.jwks) {
      throw refusal(place, 'is confidential and lacks the member secret');
    }
    if (declared.secret !== undefined && declared.jwks) {
      throw refusal(inside(place, 'secret'), 'has no use beside jwks, which takes its place');
    }
  } else {
    if (declared.secret !== undefined) throw refusal(inside(place, 'secret'), 'is only for confidential applications');
    if (declared.jwks) throw refusal(inside(place, 'jwks'), 'is only for confidential applications');
    if (declared.redirectUris.length === 0) throw refusal(place, 'is not confidential and needs redirectUris');
  }
  requireDistinctItems(declared.redirectUris, inside(place, 'redirectUris'));
  requireDistinctItems(declared.postLogoutRedirectUris, inside(place, 'postLogoutRedirectUris'));
  requireDistinct(declared.scopes, 'name');
  return { ...declared, scopes: declared.scopes.map((one) => typed(one, declared.isConfidential)) };
};

type SeedScope = ReadBy<typeof scopeShape>;

/** A name alone, or a name with the grants that may use it. */
function scope(value: unknown, place: Place): SeedScope {
  return typeof value === 'string'
    ? { name: scopeName(value, place), type: undefined, place }
    : scopeShape(value, place);
}

/** An application that is not confidential never acts as itself, so its scopes are those of signed-in users. */
function typed({ name, type, place }: SeedScope, isConfidential: boolean): ApplicationScope {
  if (isConfidential) return { name, type: type ?? 'both' };
  if (type === undefined || type === 'user') return { name, type: 'user' };
  throw refusal(inside(place, 'type'), 'must be user, because the application is not confidential');
}
