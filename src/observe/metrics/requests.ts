import { activities } from '../../telemetry.ts';
import { durations, type Meter, secondsSince } from './meter.ts';

/** The supported grants (RFC 6749, RFC 8628). Any other is counted as `other`. */
const grantTypes: ReadonlySet<string | undefined> = new Set([
  'authorization_code',
  'client_credentials',
  'password',
  'refresh_token',
  'urn:ietf:params:oauth:grant-type:device_code',
]);

const statusClass = (status: number | undefined): string =>
  status === undefined ? 'aborted' : `${Math.floor(status / 100)}xx`;

/** Requests over HTTP, and what became of those for tokens. */
export function meterRequests(meter: Meter, connections: () => number): void {
  const requests = meter.counter({
    name: 'http_requests_total',
    help: 'Requests that have ended, by operation and class of status; aborted: the caller hung up.',
    labels: ['operation', 'status'],
  });
  const duration = meter.histogram(
    {
      name: 'http_request_duration_seconds',
      help: 'Time from the head of a request until its answer was out.',
      labels: ['operation'],
    },
    durations,
  );
  const tokens = meter.counter({
    name: 'token_requests_total',
    help: 'Requests for tokens, by grant type and outcome: issued, or the error of OAuth.',
    labels: ['grant_type', 'outcome'],
  });
  let inProgress = 0;
  meter.gauge({ name: 'http_requests_in_progress', help: 'Requests that are being answered.' }, () => [
    [{}, inProgress],
  ]);
  meter.gauge({ name: 'http_connections', help: 'Connections that are open.' }, () => [[{}, connections()]]);
  meter.subscribed(
    activities.request.onStart(() => {
      inProgress += 1;
    }),
    activities.request.onEnd(({ operation = 'none', status, startedAt, grantType, oauthError }) => {
      inProgress -= 1;
      requests.inc({ operation, status: statusClass(status) });
      duration.observe({ operation }, secondsSince(startedAt));
      if (grantType === undefined) return;
      const outcome = status === 200 ? 'issued' : (oauthError ?? statusClass(status));
      tokens.inc({ grant_type: grantTypes.has(grantType) ? grantType : 'other', outcome });
    }),
  );
}
