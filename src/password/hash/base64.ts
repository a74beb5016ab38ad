/**
 * The bytes of a base64 text as products write it in hashes: with padding or without, and with `.` for `+` (passlib). Undefined
 * when it is not the one canonical spelling of them.
 */
export function bytesOfBase64(text: string): Buffer | undefined {
  const bare = text.replaceAll('.', '+').replace(/={1,2}$/, '');
  const bytes = Buffer.from(bare, 'base64');
  return bytes.toString('base64').replace(/=+$/, '') === bare ? bytes : undefined;
}
