import { events } from '../../telemetry.ts';
import type { Meter } from './meter.ts';

/** How many of each kind end within so many days. */
export type ExpiringReading = (withinDays: number) => Promise<Readonly<Record<string, number>>>;

const windows = [7, 30] as const;

/** Secrets, tokens and certificates that have to be renewed, or should have been. */
export function meterCredentials(meter: Meter, expiring: ExpiringReading): void {
  meter.gauge(
    {
      name: 'expiring_credentials',
      help: 'Secrets, personal access tokens and certificates that end within 7 or 30 days. Each counted up to 1000.',
      labels: ['kind', 'within'],
    },
    async () => {
      const readings = await Promise.all(windows.map(async (days) => [days, await expiring(days)] as const));
      return readings.flatMap(([days, counts]) =>
        Object.entries(counts).map(([kind, count]) => [{ kind, within: `${days}d` }, count] as const),
      );
    },
  );
  const presented = meter.counter({
    name: 'expired_credentials_presented_total',
    help: 'Requests that were refused because the time of a secret or a personal access token was over.',
    labels: ['kind'],
  });
  for (const kind of ['secret', 'personalAccessToken']) presented.inc({ kind }, 0);
  meter.subscribed(events.expiredPresented.onPublish(({ kind }) => presented.inc({ kind })));
}
