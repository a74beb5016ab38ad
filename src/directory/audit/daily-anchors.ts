import { setImmediate as breathe } from 'node:timers/promises';
import { events } from '../../telemetry.ts';
import type { AuditHead } from '../audit.ts';
import type { Tables } from '../store.ts';
import { spellAnchor } from './anchor.ts';

interface Journal {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const dayMs = 24 * 60 * 60_000;

/** Anchors in one line of the log, and lines in a day: with more organizations than that, each has its turn. */
const perLine = 100;
const linesPerDay = 10;

/**
 * Writes where the audit logs end to the server's own log, which usually lies elsewhere: once a day and at the start.
 * Also says of which logs the end is not genuine. To be called every minute or so.
 *
 * @param flush resolves when what was read is on the disk: an end that a loss of power takes back would be missed later.
 */
export function dailyAnchors(
  { audit, organizations }: Pick<Tables, 'audit' | 'organizations'>,
  log: Journal,
  now: () => number,
  flush: () => Promise<void>,
): () => Promise<void> {
  let lastDay = Number.NaN;
  return async () => {
    const day = Math.floor(now() / dayMs);
    if (day === lastDay) return;
    const turn = ofTheDay(await audit.organizationIds(), day);
    let forged = 0;
    for (let from = 0; from < turn.length; from += perLine) {
      const heads: [string, AuditHead | undefined][] = [];
      // All at once, they would take every connection to the database, and requests would wait for them.
      for (const id of turn.slice(from, from + perLine)) heads.push([id, await audit.head(id)]);
      await flush();
      const genuine = heads.flatMap(([, head]) => (head?.isGenuine ? head : []));
      log.info({ anchors: genuine.map(spellAnchor) }, 'audit anchors');
      for (const [organizationId, head] of heads) {
        if (head?.isGenuine || !(await organizations.findById(organizationId))) continue;
        forged += 1;
        log.error({ organizationId }, 'an audit log was changed outside the server; see "gatehouse audit verify"');
      }
      await breathe();
    }
    events.auditLogsChecked.publish({ forged });
    lastDay = day;
  };
}

/** The share of the day, so that everybody has a turn in as many days as it takes. */
function ofTheDay(ids: readonly string[], day: number): readonly string[] {
  const most = perLine * linesPerDay;
  const from = (day % Math.max(1, Math.ceil(ids.length / most))) * most;
  return ids.slice(from, from + most);
}
