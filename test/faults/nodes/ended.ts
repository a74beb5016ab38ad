/** By which somebody who waits no longer ends a run of tests: by themselves, they end a process without its `exit`. */
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** What ends something, once: when it is called, or else with the process, so that nothing is left on the machine. */
export function endedAtExit(end: () => void): () => void {
  const once = () => {
    process.off('exit', once);
    for (const signal of signals) process.off(signal, atSignal);
    end();
  };
  const atSignal = (signal: NodeJS.Signals) => {
    once();
    process.kill(process.pid, signal);
  };
  process.once('exit', once);
  for (const signal of signals) process.on(signal, atSignal);
  return once;
}
