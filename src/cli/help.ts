import { type SettingName, settings, variableName } from '../config/settings.ts';
import type { Command } from './command.ts';

const width = 30;
/** Characters of a line. */
const lineWidth = 120;
const nameWidth = 19;

type Sections = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** `gatehouse --help`. */
export function overview(sections: Sections, commands: readonly Command[]): string {
  return [
    'Gatehouse: a self-hosted identity server.',
    '',
    'Usage: gatehouse COMMAND [OPTIONS]',
    ...Object.entries(sections).flatMap(([title, named]) => [
      '',
      `${title}:`,
      ...commands.filter(({ name }) => Object.hasOwn(named, name)).map(summaryLine),
    ]),
    '',
    '"gatehouse COMMAND --help" explains a command and its options, with examples.',
    '',
  ].join('\n');
}

/** `gatehouse user --help`. */
export function groupHelp(group: string, commands: readonly Command[]): string {
  const own = commands.filter(({ name }) => name.startsWith(`${group} `));
  return [
    `Usage: gatehouse ${group} COMMAND [OPTIONS]`,
    '',
    ...own.map(summaryLine),
    '',
    `"gatehouse ${group} COMMAND --help" explains a command and its options, with examples.`,
    '',
  ].join('\n');
}

const summaryLine = ({ name, summary }: Command): string => `  ${name.padEnd(nameWidth)} ${summary}`;

/** `gatehouse COMMAND --help`. */
export function helpFor(command: Command): string {
  const { switches = {}, values = {}, serverOptions = [] } = command;
  const own = [
    ...Object.entries(values).map(([name, { placeholder, doc }]) => [`  --${name} ${placeholder}`, doc] as const),
    ...Object.entries(switches).map(([name, doc]) => [`  --${name}`, doc] as const),
  ];
  const hasOptions = own.length + command.options.length > 0;
  const options = hasOptions
    ? [
        '',
        'Options:',
        ...own.flatMap(([head, doc]) => columns(head, doc)),
        ...command.options.flatMap(optionLines),
        ...(serverOptions.length > 0 ? serverLines(serverOptions) : []),
        ...(command.options.length > 0 ? sources : []),
      ]
    : [];
  const examples = ['', 'Examples:', ...command.examples.map((line) => `  gatehouse ${line}`)];
  return [usageOf(command), '', command.description, ...options, ...examples, ''].join('\n');
}

/** `Usage: gatehouse group add GROUP USER… [OPTIONS]`. */
export function usageOf({ name, argument, furtherArguments, options, values = {}, switches = {} }: Command): string {
  const word = argument ? `${argument.placeholder}${argument.isRepeated ? '…' : ''}` : '';
  const words = [
    ...(argument ? [argument.isOptional ? `[${word}]` : word] : []),
    ...(furtherArguments ? [`${furtherArguments.placeholder}…`] : []),
    ...(options.length + Object.keys({ ...values, ...switches }).length > 0 ? ['[OPTIONS]'] : []),
  ];
  return `Usage: gatehouse ${[name, ...words].join(' ')}`;
}

/** Options that are the same for the server, and that a command seldom needs as such: it reads the same variables and file. */
function serverLines(names: readonly string[]): readonly string[] {
  const own = names.filter((name) => !settings[name as SettingName].isSecret).map((name) => `--${name}`);
  const lines = wrapped(own.join(', ').split(' '), lineWidth - 2).map((line) => `  ${line}`);
  return ['', 'Takes these options of the server as well; it has to be told what the server is told:', ...lines];
}

function wrapped(words: readonly string[], most: number): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

const sources = [
  '',
  'Every option can also be given as a variable, shown in parentheses, or as a "name: value" line of the file that --config',
  'names. An option wins over a variable, a variable over the file. A secret, shown under the name of its variable, is no option:',
  'others on the machine could read it.',
];

function optionLines(name: string): string[] {
  if (name === 'config') return describe('--config FILE', 'YAML file of settings.', variableName(name));
  const setting = settings[name as SettingName];
  const fallback = setting.fallbackText ?? String(setting.fallback);
  const doc = `${setting.doc} Default: ${fallback}.`;
  if (setting.isSecret) return columns(`  ${variableName(name)}`, doc);
  return describe(`--${name} ${setting.placeholder}`.trim(), doc, variableName(name));
}

function describe(option: string, doc: string, variable: string): string[] {
  return columns(`  ${option}`, `${doc} (${variable})`);
}

function columns(head: string, body: string): string[] {
  const [first = '', ...others] = wrapped(body.split(' '), lineWidth - width).map((line) => ' '.repeat(width) + line);
  return head.length < width ? [head + first.slice(head.length), ...others] : [head, first, ...others];
}
