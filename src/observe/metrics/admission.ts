import { activities, events } from '../../telemetry.ts';
import { durations, type Meter, secondsSince } from './meter.ts';

/** The statistics of a gate. */
interface GateReading {
  readonly places: number;
  readonly taken: number;
  readonly waiting: { readonly known: number; readonly strangers: number };
  readonly expected: number;
  readonly ended: Readonly<Record<string, number>>;
}

/** The statistics of the threads that hash. */
interface HashingReading {
  readonly threads: number;
  readonly running: number;
  readonly queued: number;
  readonly ended: Readonly<Record<string, number>>;
  readonly gate: GateReading;
}

export interface AdmissionReading {
  readonly hashing: HashingReading;
  readonly writing: GateReading;
  readonly largeWrites: GateReading;
  readonly throttle: { readonly refused: Readonly<Record<string, number>>; readonly waiting: number };
}

/** Requests that wait for a turn or were refused, and the threads that hash. */
export function meterAdmission(meter: Meter, read: () => AdmissionReading): void {
  meterGates(meter, () => {
    const { hashing, writing, largeWrites } = read();
    return { hash: hashing.gate, write: writing, largeWrite: largeWrites };
  });
  meterWaits(meter);
  meterHashing(meter, () => read().hashing);
  meter.reading(
    {
      name: 'throttle_refusals_total',
      help: 'Requests that were refused because their network had spent its budget, by budget.',
      labels: ['budget'],
    },
    () => Object.entries(read().throttle.refused).map(([budget, count]) => [{ budget }, count]),
  );
  meter.gauge({ name: 'throttle_refusals_waiting', help: 'Refusals that wait to be sent.' }, () => [
    [{}, read().throttle.waiting],
  ]);
}

function meterGates(meter: Meter, read: () => Readonly<Record<string, GateReading>>): void {
  const each = (value: (gate: GateReading) => number) => () =>
    Object.entries(read()).map(([gate, reading]) => [{ gate }, value(reading)] as const);
  const of = { labels: ['gate'] } as const;
  meter.gauge(
    { name: 'gate_places', help: 'Turns that there are at the same time.', ...of },
    each((gate) => gate.places),
  );
  meter.gauge(
    { name: 'gate_taken', help: 'Turns that are taken.', ...of },
    each((gate) => gate.taken),
  );
  meter.gauge(
    { name: 'gate_expected', help: 'Callers who were told when to come again and are expected.', ...of },
    each((gate) => gate.expected),
  );
  meter.gauge(
    {
      name: 'gate_waiting',
      help: 'Requests that wait for a turn: of callers for whom something vouches, and of strangers.',
      labels: ['gate', 'line'],
    },
    () =>
      Object.entries(read()).flatMap(([gate, { waiting }]) =>
        Object.entries(waiting).map(([line, count]) => [{ gate, line }, count] as const),
      ),
  );
  meter.reading(
    {
      name: 'gate_requests_total',
      help: 'Requests by how it ended at the gate: served, overloaded (503), tooMany (429) or cancelled by the caller.',
      labels: ['gate', 'outcome'],
    },
    () =>
      Object.entries(read()).flatMap(([gate, { ended }]) =>
        Object.entries(ended).map(([outcome, count]) => [{ gate, outcome }, count] as const),
      ),
  );
}

function meterWaits(meter: Meter): void {
  const wait = meter.histogram(
    {
      name: 'gate_wait_seconds',
      help: 'How long those waited for their turn who had to wait.',
      labels: ['gate', 'line'],
    },
    durations,
  );
  meter.subscribed(
    activities.turn.onEnd(({ gate, isKnown, startedAt }) =>
      wait.observe({ gate, line: isKnown ? 'known' : 'strangers' }, secondsSince(startedAt)),
    ),
  );
}

function meterHashing(meter: Meter, read: () => HashingReading): void {
  meter.gauge({ name: 'hash_threads', help: 'Threads that compute password hashes.' }, () => [[{}, read().threads]]);
  meter.gauge(
    { name: 'hashes_running', help: 'Hashes that are at the threads, those that lie ready there included.' },
    () => [[{}, read().running]],
  );
  meter.gauge({ name: 'hashes_waiting', help: 'Hashes that wait for a thread.' }, () => [[{}, read().queued]]);
  meter.reading(
    {
      name: 'hashes_total',
      help: 'Hashes by how they ended: completed, refused, cancelled or failed.',
      labels: ['outcome'],
    },
    () => Object.entries(read().ended).map(([outcome, count]) => [{ outcome }, count]),
  );
  const duration = meter.histogram(
    {
      name: 'hash_duration_seconds',
      help: 'What a thread took for a hash, by kind and by the scheme of the stored hash.',
      labels: ['kind', 'scheme'],
    },
    durations,
  );
  const renewed = meter.counter({
    name: 'hashes_renewed_total',
    help: 'Hashes that were made anew after a sign-in, because a new one is stronger.',
  });
  meter.subscribed(
    events.hashed.onPublish(({ kind, scheme, ms }) => duration.observe({ kind, scheme }, ms / 1000)),
    events.hashRenewed.onPublish(() => renewed.inc()),
  );
}
