import { readFileSync } from 'node:fs';

/** What a process has started itself. */
export const childrenOf = (pid: number): readonly number[] =>
  contentOf(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);

/** Whether it can do anything any more: a dead one at which its parent has not looked yet cannot. */
export const isRunning = (pid: number): boolean => /^State:\s+[^ZX\s]/m.test(contentOf(`/proc/${pid}/status`));

/** `kill -9`, if there is such a process. */
export function kill(pid: number): void {
  if (pid > 1 && isRunning(pid)) process.kill(pid, 'SIGKILL');
}

/** Empty where there is no such file, or not any more. */
export function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
