import { activities, events } from '../../telemetry.ts';
import { durations, type Meter, secondsSince } from './meter.ts';
import { shared } from './shared.ts';

/** How much lies in the outbox. */
export interface OutboxReading {
  readonly waiting: number;
  readonly dead: number;
  /** In epoch milliseconds. */
  readonly oldestAt: number | undefined;
}

/** Mails, and sign-outs of which applications are told. */
export function meterMessages(meter: Meter, read: () => Promise<OutboxReading>): void {
  meterOutbox(meter, shared(read));
  const mails = meter.counter({
    name: 'mails_total',
    help: 'What became of mails: sent, retried later, givenUp, or needless because nobody is to have it any more.',
    labels: ['outcome'],
  });
  const delivery = meter.histogram(
    { name: 'mail_delivery_duration_seconds', help: 'Time for which a mail server was spoken to about a mail.' },
    durations,
  );
  const logouts = meter.counter({
    name: 'backchannel_logouts_total',
    help: 'What became of sign-outs that applications are told of: told, retried later, givenUp, or needless.',
    labels: ['outcome'],
  });
  for (const outcome of ['sent', 'retried', 'givenUp', 'needless']) mails.inc({ outcome }, 0);
  for (const outcome of ['told', 'retried', 'givenUp', 'needless']) logouts.inc({ outcome }, 0);
  meter.subscribed(
    events.mail.onPublish(({ outcome }) => mails.inc({ outcome })),
    activities.mail.onEnd(({ startedAt }) => delivery.observe(secondsSince(startedAt))),
    events.logout.onPublish(({ outcome }) => logouts.inc({ outcome })),
  );
}

function meterOutbox(meter: Meter, outbox: () => Promise<OutboxReading>): void {
  meter.gauge(
    {
      name: 'outbox_mails',
      help: 'Mails in the outbox: those that wait, and those that were given up (dead). Each counted up to 1000.',
      labels: ['state'],
    },
    async () => {
      const { waiting, dead } = await outbox();
      return [
        [{ state: 'waiting' }, waiting],
        [{ state: 'dead' }, dead],
      ];
    },
  );
  meter.gauge(
    { name: 'outbox_oldest_age_seconds', help: 'Age of the oldest mail that waits; 0 when none does.' },
    async () => {
      const { oldestAt } = await outbox();
      return [[{}, oldestAt === undefined ? 0 : Math.max(0, (Date.now() - oldestAt) / 1000)]];
    },
  );
}
