import type { Ended } from '../directory/end-everything.ts';

/** The header that says which sessions and tokens an operation has ended; the body of the answer has a fixed form. */
export const revokedHeader = 'Gatehouse-Revoked';

/** `sessions=1, refresh-tokens=2, codes=0, device-grants=0, personal-access-tokens=0`: a dictionary (RFC 9651). */
export function revokedValue(ended: Ended): string {
  const counts = {
    sessions: ended.sessions,
    'refresh-tokens': ended.refreshTokens,
    codes: ended.codes,
    'device-grants': ended.deviceGrants,
    'personal-access-tokens': ended.personalAccessTokens,
  };
  return Object.entries(counts)
    .map(([kind, count]) => `${kind}=${count}`)
    .join(', ');
}
