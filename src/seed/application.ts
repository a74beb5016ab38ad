import { provesWithKeys, refusedParty } from '../directory/application/relying-party.ts';
import { longestOverlapHours } from '../directory/application/rotate-secret.ts';
import { type ApplicationScope, maxClientIdLength } from '../directory/application.ts';
import { requireDistinct, requireDistinctItems } from './distinct.ts';
import { keySet } from './key-set.ts';
import { refusal, type SeedPosition, within } from './position.ts';
import {
  choice,
  flag,
  list,
  mapping,
  objectOf,
  optional,
  type ReadBy,
  type Reader,
  required,
  wholeNumber,
} from './shape.ts';
import { lineOfText, matching, notEmpty, scopeName, text, uniformUuid, upTo } from './text.ts';

/** What is stored of a secret is a fast hash, so that a shorter one could be guessed. */
const leastSecretLength = 16;

const clientId = text(
  notEmpty,
  upTo(maxClientIdLength),
  matching(/^[!-.0-9;-~]+$/, 'of printable ASCII characters without blanks, "/" and ":"'),
  uniformUuid,
);
const secret = text(
  (given) => (given.length < leastSecretLength ? `must have at least ${leastSecretLength} characters` : undefined),
  upTo(100),
  matching(/^[!-~]+$/, 'of printable ASCII characters without blanks'),
);
const scopeShape = objectOf('a scope', {
  name: required(scopeName),
  type: optional(choice('user', 'application', 'both')),
});

const shape = objectOf('an application', {
  id: required(clientId),
  name: required(lineOfText),
  isConfidential: optional(flag, true),
  secret: optional(secret),
  secretOverlapHours: optional(wholeNumber(0, longestOverlapHours), 0),
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

export const application: Reader<SeedApplication> = (value, position) => {
  const declared = shape(value, position);
  requireDistinctItems(declared.redirectUris, within(position, 'redirectUris'));
  requireDistinctItems(declared.postLogoutRedirectUris, within(position, 'postLogoutRedirectUris'));
  requireDistinct(declared.scopes, 'name');
  const fault = refusedParty(declared);
  if (fault) throw refusal(within(position, fault.member, ...(fault.at ?? [])), fault.problem);
  requireProof(declared);
  const given = new Set(Object.keys(mapping(value, position)));
  return { ...declared, given, scopes: declared.scopes.map((one) => typed(one, declared.isConfidential)) };
};

/** With what the application proves itself, or where else what it gets is sent. */
function requireProof(declared: ReadBy<typeof shape>): void {
  const { isConfidential, secret, redirectUris, position } = declared;
  if (!isConfidential) {
    if (secret !== undefined) throw refusal(within(position, 'secret'), 'is only for confidential applications');
    if (redirectUris.length === 0) throw refusal(position, 'is not confidential and needs redirectUris');
  } else if (secret === undefined && !provesWithKeys(declared)) {
    throw refusal(position, 'is confidential and lacks the member secret');
  } else if (secret !== undefined && provesWithKeys(declared)) {
    throw refusal(within(position, 'secret'), 'has no use beside jwks, which takes its place');
  }
}

type SeedScope = ReadBy<typeof scopeShape>;

/** A name alone, or a name with the grants that may use it. */
function scope(value: unknown, position: SeedPosition): SeedScope {
  return typeof value === 'string'
    ? { name: scopeName(value, position), type: undefined, position }
    : scopeShape(value, position);
}

/** An application that is not confidential never acts as itself, so its scopes are those of signed-in users. */
function typed({ name, type, position }: SeedScope, isConfidential: boolean): ApplicationScope {
  if (isConfidential) return { name, type: type ?? 'both' };
  if (type === undefined || type === 'user') return { name, type: 'user' };
  throw refusal(within(position, 'type'), 'must be user, because the application is not confidential');
}
