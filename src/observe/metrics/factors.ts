import { activities, events } from '../../telemetry.ts';
import { failureCode, hasFailed } from '../failure-code.ts';
import type { Meter } from './meter.ts';

/** Second factors: what is answered when they are asked for, and how many come and go. */
export function meterFactors(meter: Meter): void {
  const secondSteps = meter.counter({
    name: 'second_steps_total',
    help: 'Answers to what is asked after a right password, or again before something dangerous, by their kind: signedIn, provedAgain, or why not.',
    labels: ['kind', 'outcome'],
  });
  const factors = meter.counter({
    name: 'second_factor_changes_total',
    help: 'Second factors that were added or removed, by their kind.',
    labels: ['kind', 'change'],
  });
  meter.subscribed(
    activities.secondStep.onEnd((ended) => {
      const outcome = hasFailed(ended)
        ? failureCode(ended.error)
        : (ended.result?.reason ?? ended.result?.outcome ?? '');
      secondSteps.inc({ kind: ended.kind, outcome });
    }),
    events.factorChanged.onPublish((facts) => factors.inc(facts)),
  );
}
