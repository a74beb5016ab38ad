// For tests of what gives the event loop back.

/** As long as something that must not be done twice in one turn. */
export function hold(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** Counts the turns of the event loop until it is told to stop. */
export function countTurns() {
  let turns = 0;
  let goesOn = true;
  const count = () => {
    turns += 1;
    if (goesOn) setImmediate(count);
  };
  setImmediate(count);
  return () => {
    goesOn = false;
    return turns;
  };
}
