import type { Ended } from '../../directory/end-everything.ts';

const nouns = {
  sessions: ['session', 'sessions'],
  refreshTokens: ['refresh token', 'refresh tokens'],
  codes: ['code', 'codes'],
  deviceGrants: ['device', 'devices'],
  personalAccessTokens: ['personal access token', 'personal access tokens'],
} as const satisfies Partial<Record<keyof Ended, readonly [string, string]>>;

/** What ended with a change, as a sentence. Access tokens are not counted, because they are not kept. */
export function endedText(ended: Ended | undefined): string {
  const counts = Object.entries(nouns).flatMap(([kind, [one, many]]) => {
    const count = ended?.[kind as keyof typeof nouns] ?? 0;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  const last = counts.pop();
  if (last === undefined) return 'Nobody was signed in.';
  return `Ended: ${counts.length > 0 ? `${counts.join(', ')} and ` : ''}${last}.`;
}
