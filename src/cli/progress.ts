/** Shows the progress of long work in one line of a terminal; elsewhere, nothing, or a line now and then. */
export interface Progress {
  /**
   * @param counted of the unit, where `done` and `total` are of something else, such as bytes of a file whose rows nobody has
   *   counted.
   */
  readonly show: (done: number, total: number, counted?: number) => void;
  /** Removes the line. */
  readonly end: () => void;
}

const barWidth = 30;
const everyMs = { terminal: 100, lines: 5000 };

/** @param unit what is counted, for work whose rate is of interest; it is told in lines where there is no terminal. */
export function createProgress(label: string, unit?: string): Progress {
  const { stderr } = process;
  const restMs = stderr.isTTY ? everyMs.terminal : everyMs.lines;
  let shownAt = stderr.isTTY ? 0 : performance.now();
  let first: { readonly at: number; readonly done: number; readonly counted: number } | undefined;
  return {
    show: (done, total, counted) => {
      const now = performance.now();
      first ??= { at: now, done, counted: counted ?? done };
      if ((!stderr.isTTY && !unit) || total <= 0 || (now - shownAt < restMs && done < total)) return;
      shownAt = now;
      const share = done / total;
      // What was there from the beginning says nothing about the rate.
      const seconds = Math.max(now - first.at, 1) / 1000;
      const perSecond = (done - first.done) / seconds;
      const unitsPerSecond = Math.round(((counted ?? done) - first.counted) / seconds);
      const amount = counted === undefined ? `${done} of ${total}` : `${counted}`;
      const facts = [
        `${Math.floor(share * 100)} %`,
        unit && `${amount} ${unit}`,
        // At first, nobody knows how fast it goes.
        perSecond > 0 && unit && `${unitsPerSecond} ${unit}/s`,
        perSecond > 0 && `${Math.ceil((total - done) / perSecond)} s left`,
      ]
        .filter(Boolean)
        .join(', ');
      const bar = '█'.repeat(Math.round(share * barWidth)).padEnd(barWidth, '░');
      stderr.write(stderr.isTTY ? `\r\x1B[K${label} ${bar} ${facts}` : `${label}: ${facts}\n`);
    },
    end: () => {
      if (stderr.isTTY && shownAt > 0) stderr.write('\r\x1B[K');
    },
  };
}
