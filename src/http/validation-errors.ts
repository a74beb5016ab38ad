/** Texts by key, in the order found. Keys that differ only in letter case are one, spelled as the first of them. */
export class ValidationErrors {
  readonly #byKey = new Map<string, { readonly key: string; readonly texts: string[] }>();

  get size(): number {
    return this.#byKey.size;
  }

  add(key: string, text: string): void {
    const folded = key.toUpperCase();
    const known = this.#byKey.get(folded);
    if (known) known.texts.push(text);
    else this.#byKey.set(folded, { key, texts: [text] });
  }

  /** Safe for any key, `__proto__` among them. */
  toObject(): Record<string, readonly string[]> {
    return Object.fromEntries([...this.#byKey.values()].map(({ key, texts }) => [key, texts]));
  }
}
