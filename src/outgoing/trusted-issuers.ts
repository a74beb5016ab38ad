import { refusedRedirectUri } from '../directory/application/redirect-uri.ts';
import type { KeySet } from '../directory/application.ts';
import { DocumentCache, type DocumentCacheParts } from './document-cache.ts';
import type { KeySets } from './key-sets.ts';

/** What is used of the metadata of an issuer. */
interface Metadata {
  readonly issuer: string;
  readonly jwksUri: string;
}

/** The keys of issuers whom somebody trusts, found as OpenID Connect Discovery 1.0 section 4 says. */
export class TrustedIssuers {
  readonly #metadata: DocumentCache<Metadata>;
  readonly #keySets: Pick<KeySets, 'find'>;

  constructor(parts: DocumentCacheParts & { readonly keySets: Pick<KeySets, 'find'> }) {
    this.#metadata = new DocumentCache(parts, read);
    this.#keySets = parts.keySets;
  }

  /**
   * Undefined when they cannot be fetched, or when what is published there is of another issuer. `kid` is the key that is
   * looked for.
   */
  async keysOf(issuer: string, kid: unknown): Promise<KeySet | undefined> {
    const found = await this.#metadata.find(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    return found?.issuer === issuer ? await this.#keySets.find(found.jwksUri, kid) : undefined;
  }
}

function read({ issuer, jwks_uri: jwksUri }: Readonly<Record<string, unknown>>): Metadata {
  const isWeb = typeof jwksUri === 'string' && /^https?:/i.test(jwksUri);
  if (typeof issuer !== 'string') throw new Error('it names no issuer');
  if (!isWeb || refusedRedirectUri(jwksUri) !== undefined) throw new Error('jwks_uri is no https URL');
  return { issuer, jwksUri };
}
