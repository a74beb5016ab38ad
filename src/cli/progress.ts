/** Shows the progress of long work in one line of a terminal; elsewhere, nothing. */
export interface Progress {
  readonly show: (done: number, total: number) => void;
  /** Removes the line. */
  readonly end: () => void;
}

const barWidth = 30;
const everyMs = 100;

export function createProgress(label: string): Progress {
  const { stderr } = process;
  let shownAt = 0;
  const startedAt = performance.now();
  return {
    show: (done, total) => {
      const now = performance.now();
      if (!stderr.isTTY || total <= 0 || (now - shownAt < everyMs && done < total)) return;
      shownAt = now;
      const share = done / total;
      const bar = '█'.repeat(Math.round(share * barWidth)).padEnd(barWidth, '░');
      const secondsLeft = share > 0 ? Math.ceil(((now - startedAt) / 1000) * (1 / share - 1)) : 0;
      stderr.write(`\r\x1B[K${label} ${bar} ${Math.floor(share * 100)} %, ${secondsLeft} s left`);
    },
    end: () => {
      if (stderr.isTTY && shownAt > 0) stderr.write('\r\x1B[K');
    },
  };
}
