/** The alphabet of RFC 4648, section 6: what apps for codes read. */
export const standardLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Without the letters that look like others, for people to read and type. */
export const plainLetters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Bytes in base 32, without padding: each character stands for five bits. */
export function base32(bytes: Uint8Array, letters: string): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => letters[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}

/** The bytes that `base32` has written in the standard letters. */
export function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => standardLetters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
