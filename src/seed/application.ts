import { provesWithKeys, refusedParty } from '../directory/application/relying-party.ts';
import type { ApplicationScope } from '../directory/application.ts';
import { requireDistinct, requireDistinctItems } from './distinct.ts';
import { keySet } from './key-set.ts';
import { inside, type Place, refusal } from './position.ts';
import { choice, flag, list, mapping, optional, type ReadBy, type Reader, record, required } from './shape.ts';
import { lineOfText, matching, notEmpty, scopeName, text, uniformUuid, upTo } from './text.ts';

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
const scopeShape = record('a scope', {
  name: required(scopeName),
  type: optional(choice('user', 'application', 'both')),
});

const shape = record('an application', {
  id: required(clientId),
  name: required(lineOfText),
  isConfidential: optional(flag, true),
  secret: optional(secret),
  redirectUris: optional(list(text()), []),
  postLogoutRedirectUris: optional(list(text()), []),
  jwks: optional(keySet),
  jwksUri: optional(text()),
  backchannelLogoutUri: optional(text()),
  backchannelLogoutSessionRequired: optional(flag, true),
  scopes: optional(list(scope), []),
});

export interface SeedApplication extends Omit<ReadBy<typeof shape>, 'scopes'> {
  readonly scopes: readonly ApplicationScope[];
  /** The members that the file names. */
  readonly given: ReadonlySet<string>;
}

export const application: Reader<SeedApplication> = (value, place) => {
  const declared = shape(value, place);
  requireDistinctItems(declared.redirectUris, inside(place, 'redirectUris'));
  requireDistinctItems(declared.postLogoutRedirectUris, inside(place, 'postLogoutRedirectUris'));
  requireDistinct(declared.scopes, 'name');
  const fault = refusedParty(declared);
  if (fault) throw refusal(inside(place, fault.member, ...(fault.at ?? [])), fault.problem);
  requireProof(declared);
  const given = new Set(Object.keys(mapping(value, place)));
  return { ...declared, given, scopes: declared.scopes.map((one) => typed(one, declared.isConfidential)) };
};

/** With what the application proves itself, or where else what it gets is sent. */
function requireProof(declared: ReadBy<typeof shape>): void {
  const { isConfidential, secret, redirectUris, place } = declared;
  if (!isConfidential) {
    if (secret !== undefined) throw refusal(inside(place, 'secret'), 'is only for confidential applications');
    if (redirectUris.length === 0) throw refusal(place, 'is not confidential and needs redirectUris');
  } else if (secret === undefined && !provesWithKeys(declared)) {
    throw refusal(place, 'is confidential and lacks the member secret');
  } else if (secret !== undefined && provesWithKeys(declared)) {
    throw refusal(inside(place, 'secret'), 'has no use beside jwks, which takes its place');
  }
}

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
