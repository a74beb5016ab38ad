/** In milliseconds: what takes less than that costs no second look. */
export const secondLookMs = 100;

/**
 * What is read while it is sent, for as long as the caller may have it: the right is looked at again while pieces are made, so that
 * whoever takes them slowly, and loses the right meanwhile, gets no more of them.
 *
 * @param requireRight rejects when the caller has lost it.
 */
export async function* whilePermitted(
  pieces: AsyncIterable<string>,
  requireRight: () => Promise<unknown>,
): AsyncGenerator<string> {
  let lookedAt = performance.now();
  for await (const piece of pieces) {
    if (performance.now() - lookedAt >= secondLookMs) {
      await requireRight();
      lookedAt = performance.now();
    }
    yield piece;
  }
}
