/** Which ending of the prefix the issuer has. `auto`: the one of the URL through which it was asked. */
export type IssuerPath = 'auto' | '/identity' | '/identity_';

/** The names under which this server issues. */
export interface Issuers {
  /** The issuer for requests under the prefix (OpenID Connect Discovery section 4.3). An organization in it makes no difference. */
  readonly of: (prefix: string) => string;
  /** A token of any of these is accepted under every prefix. */
  readonly all: readonly string[];
}

/** @param externalUrl the URL under which clients reach the server, without a slash at the end. */
export function createIssuers(externalUrl: string, path: IssuerPath): Issuers {
  const of = (prefix: string): IssuerPath => (/\/identity_$/i.test(prefix) ? '/identity_' : '/identity');
  return {
    of: (prefix) => `${externalUrl}${path === 'auto' ? of(prefix) : path}`,
    all: [`${externalUrl}/identity`, `${externalUrl}/identity_`],
  };
}

/** The resource under which the protocol library stores what a person granted, whichever issuer was asked. */
export const grantedResource = ({ externalUrl }: { readonly externalUrl: string }): string => `${externalUrl}/identity`;
