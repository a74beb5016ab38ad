// Loaded into a server's process: its clocks show what the test wants, and what it does every minute it does all the time, or
// every MINUTE_MS.

interface Shift {
  /** Added to the wall clock, and to the clock that nobody sets, in milliseconds. */
  readonly wall: number;
  readonly elapsed: number;
}

let shift: Shift = { wall: Number(process.env.CLOCK_AHEAD_MS ?? 0), elapsed: 0 };
process.on('message', (message: Shift) => {
  shift = message;
  process.send?.('set');
});
process.channel?.unref();

const [now, elapsed] = [Date.now, performance.now.bind(performance)];
Date.now = () => now() + shift.wall;
performance.now = () => elapsed() + shift.elapsed;

const minute = 60_000;
const minuteMs = Number(process.env.MINUTE_MS ?? 20);
const every = globalThis.setInterval;
Object.assign(globalThis, {
  setInterval: (work: () => void, ms: number) => {
    if (ms !== minute) return every(work, ms);
    const turn = () => {
      work();
      process.send?.('minute');
    };
    return every(turn, minuteMs);
  },
});
