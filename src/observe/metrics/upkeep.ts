import { activities, events } from '../../telemetry.ts';
import { hasFailed } from '../failure-code.ts';
import { type Meter, secondsSince } from './meter.ts';

const epochSeconds = (): number => Date.now() / 1000;

/** Repeated tasks, work that goes on after a response, backups, and the log. */
export function meterUpkeep(meter: Meter, background: () => number): void {
  meterTasks(meter);
  const backups = meter.counter({
    name: 'backups_total',
    help: 'Backups that the server was to make by itself: made or failed.',
    labels: ['outcome'],
  });
  let newestBackup = 0;
  let aheadMs: number | undefined;
  meter.gauge(
    {
      name: 'clock_ahead_seconds',
      help: "By how much the clock of this node is ahead of the database's, as they were compared last; below 0: behind.",
    },
    () => (aheadMs === undefined ? [] : [[{}, aheadMs / 1000]]),
  );
  meterNodes(meter);
  meter.gauge(
    {
      name: 'backup_newest_timestamp_seconds',
      help: 'When the newest backup was made that lies in the folder, as it was looked at last; 0 when there is none.',
    },
    () => [[{}, newestBackup]],
  );
  meter.gauge({ name: 'background_running', help: 'Work that goes on after its answer.' }, () => [[{}, background()]]);
  const failures = meter.counter({ name: 'background_failures_total', help: 'Work after an answer that has failed.' });
  const lines = meter.counter({
    name: 'log_lines_total',
    help: 'Lines of the log that are warnings or errors.',
    labels: ['level'],
  });
  for (const level of ['warn', 'error']) lines.inc({ level }, 0);
  for (const outcome of ['made', 'failed']) backups.inc({ outcome }, 0);
  meter.subscribed(
    events.backup.onPublish(({ isMade }) => {
      backups.inc({ outcome: isMade ? 'made' : 'failed' });
    }),
    events.newestBackup.onPublish(({ at }) => {
      newestBackup = at / 1000;
    }),
    events.clockCompared.onPublish((compared) => {
      ({ aheadMs } = compared);
    }),
    events.backgroundFailed.onPublish(() => failures.inc()),
    events.logged.onPublish(({ level }) => lines.inc({ level })),
  );
}

function meterNodes(meter: Meter): void {
  let differing: number | undefined;
  const about = {
    name: 'settings_differing',
    help: 'Settings that all nodes must share and another node has otherwise, as they were compared last.',
  };
  meter.gauge(about, () => (differing === undefined ? [] : [[{}, differing]]));
  meter.subscribed(
    events.settingsCompared.onPublish((compared) => {
      ({ differing } = compared);
    }),
  );
}

function meterTasks(meter: Meter): void {
  const duration = meter.histogram(
    {
      name: 'task_duration_seconds',
      help: 'Time of what is done again and again, by task and by whether it succeeded or failed.',
      labels: ['task', 'outcome'],
    },
    [0.001, 0.01, 0.1, 1, 10, 60],
  );
  const lastSuccess = new Map<string, number>();
  meter.gauge(
    {
      name: 'task_last_success_timestamp_seconds',
      help: 'When a task has succeeded last.',
      labels: ['task'],
    },
    () => [...lastSuccess].map(([task, at]) => [{ task }, at]),
  );
  const rows = meter.counter({ name: 'swept_rows_total', help: 'Rows that were ended because their time was over.' });
  meter.subscribed(
    activities.task.onEnd((ended) => {
      const outcome = hasFailed(ended) ? 'failed' : 'succeeded';
      duration.observe({ task: ended.task, outcome }, secondsSince(ended.startedAt));
      if (outcome === 'succeeded') lastSuccess.set(ended.task, epochSeconds());
    }),
    events.swept.onPublish(({ rows: ended }) => rows.inc(ended)),
  );
}
