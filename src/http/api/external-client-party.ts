import type { ApplicationChange } from '../../directory/application/manage.ts';
import type { RelyingParty } from '../../directory/application/relying-party.ts';
import type { KeySet } from '../../directory/application.ts';
import { boolean, type Infer, list, object, text } from '../../json/shape.ts';
import { anything, dto, flag, listOf, optional, type Returned, string } from '../../operation/answer-shape.ts';

// The registration of an application as a relying party, beyond what clients of the original know. The members are in
// answers only where they have a value.

const JsonWebKey = object('JsonWebKeyCommand', {
  ...{ kty: text(), use: text(), alg: text(), kid: text() },
  ...{ n: text(), e: text(), crv: text(), x: text(), y: text(), d: text() },
});

export const partyBody = {
  postLogoutRedirectUris: list(text()),
  jwks: object('JsonWebKeySetCommand', { keys: list(JsonWebKey) }),
  jwksUri: text(),
  backchannelLogoutUri: text(),
  backchannelLogoutSessionRequired: boolean({ nullable: true }),
};

export const partyAnswer = {
  postLogoutRedirectUris: optional(listOf(string)),
  jwks: optional(dto('JsonWebKeySet', { keys: listOf(anything) })),
  jwksUri: optional(string),
  backchannelLogoutUri: optional(string),
  backchannelLogoutSessionRequired: optional(flag),
};

const shape = object('Party', partyBody);
type Body = Infer<typeof shape>;
type Party = Omit<RelyingParty, 'isConfidential' | 'redirectUris'>;

/** What a change says: nothing of what is absent, and of what is empty that there is to be none. */
export function readParty(body: Body): Pick<ApplicationChange, keyof Party> {
  const { postLogoutRedirectUris, jwks, jwksUri, backchannelLogoutUri, backchannelLogoutSessionRequired } = body;
  return {
    postLogoutRedirectUris: postLogoutRedirectUris?.map((uri) => uri ?? ''),
    jwks: jwks === null ? undefined : readKeys(jwks.keys ?? []),
    jwksUri: readText(jwksUri),
    backchannelLogoutUri: readText(backchannelLogoutUri),
    backchannelLogoutSessionRequired: backchannelLogoutSessionRequired ?? undefined,
  };
}

/** The same of a new application, which has nothing that could be taken away. */
export const readNewParty = (body: Body): Party =>
  Object.fromEntries(Object.entries(readParty(body)).filter(([, value]) => value !== undefined && value !== null));

const readText = (given: string | null): string | null | undefined => (given === null ? undefined : given || null);

function readKeys(given: readonly (Infer<typeof JsonWebKey> | null)[]): KeySet | null {
  const keys = given.map((key) => Object.fromEntries(Object.entries(key ?? {}).filter(([, value]) => value !== null)));
  return keys.length === 0 ? null : { keys };
}

const answer = dto('Party', partyAnswer);

export function toParty(party: RelyingParty): Returned<typeof answer> {
  const { postLogoutRedirectUris = [], jwks, jwksUri, backchannelLogoutUri } = party;
  const isTold = backchannelLogoutUri !== undefined;
  return {
    postLogoutRedirectUris: postLogoutRedirectUris.length > 0 ? postLogoutRedirectUris : undefined,
    ...{ jwks, jwksUri, backchannelLogoutUri },
    backchannelLogoutSessionRequired: isTold ? (party.backchannelLogoutSessionRequired ?? true) : undefined,
  };
}
