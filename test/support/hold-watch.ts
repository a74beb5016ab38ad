// Loaded into a server's process: from one message to the next it watches for how long its event loop is held, and
// answers both with the longest time in milliseconds.

let isWatching = false;
let longest = 0;
let last = moment();

process.on('message', () => {
  process.send?.(longest);
  isWatching = !isWatching;
  longest = 0;
  last = moment();
  if (isWatching) setImmediate(look);
});
process.channel?.unref();

function look(): void {
  const now = moment();
  // On a busy machine the wall clock counts the turns of others, too; the clock of the thread goes by ticks.
  longest = Math.max(longest, Math.min(now.wall - last.wall, now.thread - last.thread));
  last = now;
  if (isWatching) setImmediate(look);
}

function moment(): { readonly wall: number; readonly thread: number } {
  const { user, system } = process.threadCpuUsage();
  return { wall: performance.now(), thread: (user + system) / 1000 };
}
