import type { Command } from '../command.ts';
import { UsageError } from '../options.ts';
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { type OfferedCommand, offered } from './words.ts';
import { zshScript } from './zsh.ts';

const scripts: ReadonlyMap<string, (commands: readonly OfferedCommand[]) => string> = new Map([
  ['bash', bashScript],
  ['zsh', zshScript],
  ['fish', fishScript],
]);

export const completion: Command = {
  name: 'completion',
  summary: 'Print a script with which a shell completes command lines.',
  description: [
    'SHELL is bash, zsh or fish. The shell then offers commands and options, and files and words where an option takes them.',
    'Print the script anew after an upgrade.',
    '',
    'bash: put eval "$(gatehouse completion bash)" into ~/.bashrc.',
    'zsh: put eval "$(gatehouse completion zsh)" into ~/.zshrc, after compinit.',
    'fish: gatehouse completion fish > ~/.config/fish/completions/gatehouse.fish',
    '',
    'It completes the word "gatehouse". Where you say "npx gatehouse", define it: alias gatehouse="npx gatehouse".',
  ].join('\n'),
  examples: ['completion bash', 'completion fish > ~/.config/fish/completions/gatehouse.fish'],
  argument: { placeholder: 'SHELL' },
  options: [],
  run: async (_flags, shell = '', _repeated, everyCommand = async () => []) => {
    const script = scripts.get(shell);
    const names = [...scripts.keys()].join(', ');
    if (!script) throw new UsageError(`There is no script for "${shell}". There are: ${names}.`);
    process.stdout.write(script(offered(await everyCommand())));
    return 0;
  },
};
