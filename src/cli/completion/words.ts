import { type SettingName, settings } from '../../config/settings.ts';
import type { Command } from '../command.ts';
import { optionsOf } from '../options.ts';

/** An option as a shell offers it. */
interface OfferedOption {
  /** With its dashes. */
  readonly name: string;
  readonly doc: string;
  /** What follows it: a file, one of some words, something else that nobody can offer; nothing after a switch. */
  readonly value: 'file' | 'other' | 'none' | readonly string[];
}

/** A command as a shell offers it. */
export interface OfferedCommand {
  /** One word, or two. */
  readonly words: readonly [string] | readonly [string, string];
  readonly doc: string;
  readonly options: readonly OfferedOption[];
  /** Whether its arguments are files. */
  readonly takesFiles: boolean;
}

export const offered = (commands: readonly Command[]): readonly OfferedCommand[] =>
  commands.map((command) => ({
    words: command.name.split(' ') as unknown as OfferedCommand['words'],
    doc: command.summary.replace(/\.$/, ''),
    options: optionsOffered(command),
    takesFiles: ['FILE', 'TARGET'].includes(command.argument?.placeholder ?? ''),
  }));

function optionsOffered(command: Command): readonly OfferedOption[] {
  const { valued, switches } = optionsOf(command);
  const own = { ...command.values };
  return [
    ...valued.map((name) => {
      const { placeholder, doc } = own[name] ?? settingOf(name);
      return { name: `--${name}`, doc: firstSentence(doc), value: valueHint(placeholder) };
    }),
    ...switches.map((name) => {
      const doc = command.switches?.[name] ?? settingOf(name).doc;
      return { name: `--${name}`, doc: firstSentence(doc), value: 'none' } as const;
    }),
    { name: '--help', doc: 'Explain the command', value: 'none' },
  ];
}

const settingOf = (name: string) =>
  name === 'config' ? { placeholder: 'FILE', doc: 'YAML file of settings' } : settings[name as SettingName];

function valueHint(placeholder: string): OfferedOption['value'] {
  if (placeholder === 'FILE' || placeholder === 'DIR') return 'file';
  return placeholder.includes('|') ? placeholder.split('|') : 'other';
}

const firstSentence = (text: string): string => text.split(/[.:](?:\s|$)/, 1)[0] ?? '';
