import { spawnSync } from 'node:child_process';

/** For `skip` of a test of commands that people paste into a shell: why it cannot run here, or false when it can. */
export const lacksCurl: string | false =
  spawnSync('curl', ['--version']).status === 0 ? false : 'There is no curl on this machine.';
