import type { Said } from '../../pages/notice.ts';

/** What an operation has ended, as its header `Gatehouse-Revoked` says; nothing when it says nothing. */
export function endedSaid(headers: ReadonlyMap<string, string>): readonly Said[] {
  const value = headers.get('gatehouse-revoked');
  if (value === undefined) return [];
  const counts = Object.fromEntries(value.split(', ').map((member) => member.split('=')));
  const count = (kind: string) => Number(counts[kind] ?? 0);
  const values = {
    sessions: count('sessions'),
    applications: count('refresh-tokens') + count('codes') + count('device-grants'),
    tokens: count('personal-access-tokens'),
  };
  const isAny = Object.values(values).some((one) => one > 0);
  return [isAny ? { key: 'person.ended', values } : { key: 'person.endedNothing' }];
}
