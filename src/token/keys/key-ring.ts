import type { Sealer } from '../../directory/sealer.ts';
import { StartupError } from '../../errors.ts';
import { isCurrent, isRetired, isRotationDue, publicationLeadMs, retirementAfter, signerOf } from './schedule.ts';
import { sealKey, unsealKey } from './sealed-key.ts';
import { generateSigningKey, type PublicJwk, publicJwk, type SigningKey } from './signing-key.ts';
import type { SigningAlgorithm, SigningKeys, StoredSigningKey } from './signing-keys.ts';

export interface KeyRingParts {
  readonly store: SigningKeys;
  readonly sealer: Sealer;
  /** The age in days at which a key is replaced. */
  readonly lifetimeDays: number;
  /** Of new keys. */
  readonly algorithm: SigningAlgorithm;
}

/**
 * Opens the key ring of an installation, and makes the first key, which signs at once, if there is none. What depends on the
 * age of keys is left to `maintain`, because at the start it is not known whether the clock is right.
 *
 * @throws StartupError when the installation key does not open the stored keys.
 */
export async function openKeyRing(parts: KeyRingParts, now: number): Promise<KeyRing> {
  const ring = new KeyRing(parts);
  await ring.open(now);
  return ring;
}

/**
 * The keys that sign and verify, as last read from the store, which other processes share. A rotation never leaves a token
 * without its key: the successor is published before it signs, and the predecessor verifies until its last token has
 * expired.
 */
export class KeyRing {
  readonly #parts: KeyRingParts;
  #keys: ReadonlyMap<string, SigningKey> = new Map();
  #stored: readonly StoredSigningKey[] | undefined;
  /** The ids of the keys that were there when this process started. */
  #found: ReadonlySet<string> | undefined;

  constructor(parts: KeyRingParts) {
    this.#parts = parts;
  }

  /** The key to sign with. */
  signer(now: number): SigningKey {
    const signer = signerOf([...this.#keys.values()], now);
    if (!signer) throw new Error('There is no signing key.');
    return signer;
  }

  /** The key to sign with, after a refresh. */
  async currentSigner(now: number): Promise<SigningKey> {
    await this.refresh();
    return this.signer(now);
  }

  /** The key of that id, unless it is unknown or retired. */
  find(kid: string, now: number): SigningKey | undefined {
    const key = this.#keys.get(kid);
    return key && !isRetired(key, now) ? key : undefined;
  }

  /** Every key that verifies, the one that signs first. */
  signingOrder(now: number): readonly SigningKey[] {
    const usable = [...this.#keys.values()].filter((key) => !isRetired(key, now));
    const signer = signerOf(usable, now);
    return signer ? [signer, ...usable.filter((key) => key !== signer)] : [];
  }

  /** The keys of the JWK set: public keys only. */
  published(now: number): readonly PublicJwk[] {
    return this.signingOrder(now).map(publicJwk);
  }

  /** The algorithms of the keys that are published, that of the one that signs first. */
  algorithms(now: number): readonly SigningAlgorithm[] {
    return [...new Set(this.signingOrder(now).map(({ algorithm }) => algorithm))];
  }

  /**
   * Reads the keys from the store. To be called before signing and verifying: a key that was removed does not count from the
   * next request on.
   *
   * @throws StartupError the first time, when the installation key does not open them all.
   */
  async refresh(): Promise<void> {
    const stored = await this.#parts.store.all();
    if (stored === this.#stored) return;
    const opened = stored.map((key) => this.#open(key));
    // Later, a foreign key in the store is left out, and does not stop the server.
    if (!this.#stored && opened.includes(undefined)) {
      throw new StartupError(
        'The installation key does not open the signing keys in the store. Start with the key with which they were sealed.',
      );
    }
    this.#stored = stored;
    this.#keys = new Map(opened.flatMap((key) => (key ? [[key.kid, key]] : [])));
  }

  /**
   * Makes a successor for the current key: published at once, signing after `publicationLeadMs`. If another process was
   * faster, its successor is used.
   */
  async rotate(now: number): Promise<void> {
    const activatesAt = now + publicationLeadMs;
    const successor = await generateSigningKey({ createdAt: now, activatesAt, retiresAt: null }, this.#parts.algorithm);
    const current = [...this.#keys.values()].filter(isCurrent).map(({ kid }) => kid);
    const sealed = sealKey(successor, this.#parts.sealer);
    await this.#parts.store.insertSuccessor(sealed, current, retirementAfter(activatesAt));
    await this.refresh();
  }

  /** Reads the keys, or makes the first one. */
  async open(now: number): Promise<void> {
    await this.refresh();
    this.#found ??= new Set(this.#keys.keys());
    if (this.#keys.size === 0) await this.#makeFirst(now);
  }

  /**
   * To be called every few minutes while the clock is right: deletes retired keys, and makes the next one when it is time, or
   * when keys are to be of another kind from now on.
   */
  async maintain(now: number): Promise<void> {
    await this.#parts.store.dropRetired(now);
    await this.open(now);
    const keys = [...this.#keys.values()];
    if (this.#isOfAnotherKind(keys) || isRotationDue(keys, this.#parts.lifetimeDays, now)) await this.rotate(now);
  }

  /**
   * Whether the setting was changed since the keys were made that this process found when it started. Keys that others made
   * since are left alone: processes that are set differently would replace them in turn.
   */
  #isOfAnotherKind(keys: readonly SigningKey[]): boolean {
    const { algorithm } = this.#parts;
    return keys.filter(isCurrent).every((key) => key.algorithm !== algorithm && this.#found?.has(key.kid));
  }

  /** The first key signs at once. If another process was faster, its key is used. */
  async #makeFirst(now: number): Promise<void> {
    const first = await generateSigningKey(
      { createdAt: now, activatesAt: now, retiresAt: null },
      this.#parts.algorithm,
    );
    await this.#parts.store.insertFirst(sealKey(first, this.#parts.sealer));
    await this.refresh();
  }

  /** A key that is open is not unsealed again; only its retirement can have changed. */
  #open(stored: StoredSigningKey): SigningKey | undefined {
    const known = this.#keys.get(stored.kid);
    if (known) return known.retiresAt === stored.retiresAt ? known : { ...known, retiresAt: stored.retiresAt };
    return unsealKey(stored, this.#parts.sealer);
  }
}
