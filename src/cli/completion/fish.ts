import { firstWords } from './bash.ts';
import type { OfferedCommand } from './words.ts';

/** A script that has fish complete command lines of `gatehouse`, with what each word means. */
export function fishScript(commands: readonly OfferedCommand[]): string {
  const lines = [
    '# Completion of gatehouse for fish. Once: gatehouse completion fish > ~/.config/fish/completions/gatehouse.fish',
    // Whether the line begins with these words.
    'function __gatehouse_words',
    '  set -l given (commandline -opc)',
    '  test "$given[2..]" = "$argv"; or string match -q -- "$argv *" "$given[2..]"',
    'end',
    'complete -c gatehouse -f',
    ...firstLines(commands),
    ...commands.flatMap(linesOf),
  ];
  return `${lines.join('\n')}\n`;
}

const firstLines = (commands: readonly OfferedCommand[]): readonly string[] =>
  firstWords(commands).map((first) => {
    const own = commands.filter(({ words }) => words[0] === first);
    const doc = own.find(({ words }) => words.length === 1)?.doc ?? own.map(({ words }) => words[1]).join(', ');
    return `complete -c gatehouse -n __fish_use_subcommand -a ${first} -d ${quoted(doc)}`;
  });

function linesOf({ words, doc, options, takesFiles }: OfferedCommand): readonly string[] {
  const [first, second] = words;
  const isGiven = quoted(`__gatehouse_words ${words.join(' ')}`);
  const isWanted = quoted(`__gatehouse_words ${first}; and test (count (commandline -opc)) -eq 2`);
  return [
    ...(second ? [`complete -c gatehouse -n ${isWanted} -a ${second} -d ${quoted(doc)}`] : []),
    ...(takesFiles ? [`complete -c gatehouse -n ${isGiven} -F`] : []),
    ...options.map((option) => {
      const about = `complete -c gatehouse -n ${isGiven} -l ${option.name.slice(2)} -d ${quoted(option.doc)}`;
      return `${about}${valueHint(option.value)}`;
    }),
  ];
}

function valueHint(value: OfferedCommand['options'][number]['value']): string {
  if (value === 'none') return '';
  if (value === 'file') return ' -rF';
  return Array.isArray(value) ? ` -xa ${quoted(value.join(' '))}` : ' -x';
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
