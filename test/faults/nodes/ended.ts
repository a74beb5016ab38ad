/** What ends something, once: when it is called, or else with the process, so that nothing is left on the machine. */
export function endedAtExit(end: () => void): () => void {
  const once = () => {
    process.off('exit', once);
    end();
  };
  process.once('exit', once);
  return once;
}
