import { type SettingName, settings, variableName } from '../config/settings.ts';
import type { Command } from './command.ts';

const width = 30;

/** `gatehouse --help`. */
export function overview(commands: readonly Command[]): string {
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(14)} ${summary}`);
  return [
    'Gatehouse: a self-hosted identity server.',
    '',
    'Usage: gatehouse COMMAND [OPTIONS]',
    '',
    'Commands:',
    ...lines,
    '',
    '"gatehouse COMMAND --help" explains a command and its options.',
    '',
  ].join('\n');
}

/** `gatehouse COMMAND --help`. */
export function helpFor(command: Command): string {
  const { argument, switches = {}, values = {} } = command;
  const name = argument ? `${argument.placeholder}${argument.isRepeated ? '…' : ''}` : '';
  const word = argument ? ` ${argument.isOptional ? `[${name}]` : name}` : '';
  const own = [
    ...Object.entries(values).map(([name, { placeholder, doc }]) => [`  --${name} ${placeholder}`, doc] as const),
    ...Object.entries(switches).map(([name, doc]) => [`  --${name}`, doc] as const),
  ];
  const hasOptions = own.length + command.options.length > 0;
  const usage = `Usage: gatehouse ${command.name}${word}${hasOptions ? ' [OPTIONS]' : ''}`;
  const options = hasOptions
    ? [
        '',
        'Options:',
        ...own.flatMap(([head, doc]) => columns(head, doc)),
        ...command.options.flatMap(optionLines),
        ...(command.options.length > 0 ? sources : []),
      ]
    : [];
  return [usage, '', command.description, ...options, ''].join('\n');
}

const sources = [
  '',
  'Every option can also be given as a variable, shown in parentheses, or as a "name: value" line of the file that --config names.',
  'An option wins over a variable, a variable over the file.',
];

function optionLines(name: string): string[] {
  if (name === 'config') return describe('--config FILE', 'YAML file of settings.', variableName(name));
  const setting = settings[name as SettingName];
  const fallback = setting.fallbackText ?? String(setting.fallback);
  const doc = `${setting.doc} Default: ${fallback}.`;
  const option = setting.isSecret ? '' : `--${name} ${setting.placeholder}`.trim();
  return describe(option, doc, variableName(name));
}

function describe(option: string, doc: string, variable: string): string[] {
  return columns(`  ${option}`, `${doc} (${variable})`);
}

function columns(head: string, body: string): string[] {
  return head.length < width ? [`${head.padEnd(width)}${body}`] : [head, `${' '.repeat(width)}${body}`];
}
