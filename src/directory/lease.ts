/**
 * Who of several processes does what only one of them may do at a time. A lease ends by itself, so that a process that
 * was killed keeps nobody from the work for long.
 */
export interface Leases {
  /**
   * Takes the lease for so long if nobody has it, or renews that of the holder. Returns whether the holder has it now. One
   * that seems to last longer than any can was taken by a clock that was wrong, and counts as ended.
   *
   * @param now epoch milliseconds.
   */
  take(name: string, holder: string, now: number, lifeMs: number): Promise<boolean>;
  /** Gives up the lease, if the holder has it. */
  release(name: string, holder: string): Promise<void>;
}
