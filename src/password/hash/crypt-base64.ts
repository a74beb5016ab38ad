/** The digits of crypt(3), phpass and their relatives. */
export const cryptDigits = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Bytes as crypt(3) writes them: three at a time are one number, the first of them above the others, whose digits come from the
 * lowest one on.
 *
 * @param order the places of the bytes, three by three; the last ones may be fewer.
 */
export function cryptBase64(bytes: Uint8Array, order: readonly number[]): string {
  let text = '';
  for (let at = 0; at < order.length; at += 3) {
    const places = order.slice(at, at + 3);
    let word = places.reduce((sum, place) => sum * 256 + (bytes[place] ?? 0), 0);
    for (let digits = places.length + 1; digits > 0; digits--) {
      text += cryptDigits[word % 64];
      word = Math.floor(word / 64);
    }
  }
  return text;
}
