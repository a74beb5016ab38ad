import { activities, events } from '../../telemetry.ts';
import { failureCode, hasFailed } from '../failure-code.ts';
import type { Meter } from './meter.ts';

/** A key of the pepper, and how many hashes the latest pass has left with it. */
export interface PepperReading {
  readonly id: string;
  readonly hashes: number | undefined;
}

/** Sign-ins, changes of passwords, what hashes are sealed with, and whether the audit logs are genuine. */
export function meterAccounts(meter: Meter, readPepper: () => Promise<readonly PepperReading[]>): void {
  const changes = meter.counter({
    name: 'password_changes_total',
    help: 'Passwords that were to be replaced, with the old one (change), a link, or by others (set): changed, or why not.',
    labels: ['way', 'outcome'],
  });
  const signIns = meter.counter({
    name: 'sign_ins_total',
    help: 'Sign-ins with a password, by where it was typed: signedIn, halfway where a second step follows, or why not.',
    labels: ['channel', 'outcome'],
  });
  const breaches = meter.counter({
    name: 'breach_lookups_total',
    help: 'Passwords that were looked up among breached ones, in the filter or online: found, absent, or unanswered in time.',
    labels: ['source', 'outcome'],
  });
  for (const outcome of ['found', 'absent']) breaches.inc({ source: 'filter', outcome }, 0);
  for (const outcome of ['found', 'absent', 'unanswered']) breaches.inc({ source: 'online', outcome }, 0);
  meter.gauge(
    {
      name: 'stored_hashes',
      help: 'Hashes of present and retired passwords by the key of the pepper that seals them, as they were counted last.',
      labels: ['pepper'],
    },
    async () =>
      (await readPepper()).flatMap(({ id, hashes }) => (hashes === undefined ? [] : [[{ pepper: id }, hashes]])),
  );
  let forgedLogs = 0;
  meter.gauge(
    { name: 'audit_logs_not_genuine', help: 'Audit logs whose end was not genuine when it was looked at last.' },
    () => [[{}, forgedLogs]],
  );
  meter.subscribed(
    activities.passwordChange.onEnd((ended) => {
      changes.inc({ way: ended.way, outcome: hasFailed(ended) ? failureCode(ended.error) : 'changed' });
    }),
    activities.signIn.onEnd((ended) => {
      const outcome = hasFailed(ended)
        ? failureCode(ended.error)
        : (ended.result?.reason ?? ended.result?.outcome ?? 'signedIn');
      signIns.inc({ channel: ended.channel, outcome });
    }),
    events.breachLookup.onPublish((facts) => breaches.inc(facts)),
    events.auditLogsChecked.onPublish(({ forged }) => {
      forgedLogs = forged;
    }),
  );
}
