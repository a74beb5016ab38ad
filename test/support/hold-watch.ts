// Loaded into a server's process: from one message to the next it watches for how long its event loop is held, and
// answers both with the longest time in milliseconds. It looks every millisecond, or as soon as it can: the time of the thread
// stands still while there is nothing to do.

let watching: NodeJS.Timeout | undefined;
let longest = 0;
let last = moment();

process.on('message', () => {
  look();
  process.send?.(longest);
  clearInterval(watching);
  watching = watching === undefined ? setInterval(look, 1) : undefined;
  longest = 0;
  last = moment();
});
process.channel?.unref();

function look(): void {
  const now = moment();
  // On a busy machine the wall clock counts the turns of others, too; the clock of the thread goes by ticks.
  longest = Math.max(longest, Math.min(now.wall - last.wall, now.thread - last.thread));
  last = now;
}

function moment(): { readonly wall: number; readonly thread: number } {
  const { user, system } = process.threadCpuUsage();
  return { wall: performance.now(), thread: (user + system) / 1000 };
}
