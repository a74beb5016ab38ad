import { refusedRedirectUri } from '../directory/application/redirect-uri.ts';
import type { KeySet } from '../directory/application.ts';
import { DocumentCache, type DocumentCacheParts } from './document-cache.ts';
import type { KeySets } from './key-sets.ts';

/** The members of an issuer's metadata that are used. */
interface Metadata {
  readonly issuer: string;
  readonly jwksUri: string;
}

/** Finds the keys of issuers that applications trust, by OpenID Connect Discovery 1.0 section 4. */
export class TrustedIssuers {
  readonly #metadata: DocumentCache<Metadata>;
  readonly #keySets: Pick<KeySets, 'find'>;

  constructor(parts: DocumentCacheParts & { readonly keySets: Pick<KeySets, 'find'> }) {
    this.#metadata = new DocumentCache(parts, read);
    this.#keySets = parts.keySets;
  }

  /**
   * The keys of the issuer; undefined when they cannot be fetched, or when the metadata names another issuer. `kid` is the
   * key that is needed.
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
