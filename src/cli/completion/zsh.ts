import { firstWords } from './bash.ts';
import type { OfferedCommand } from './words.ts';

/** A script that has zsh complete command lines of `gatehouse`, with what each word means. */
export function zshScript(commands: readonly OfferedCommand[]): string {
  return `#compdef gatehouse
# Completion of gatehouse for zsh. Put into ~/.zshrc, after compinit: eval "$(gatehouse completion zsh)"
_gatehouse() {
  local -a choices
  if (( CURRENT == 2 )); then
    choices=(${firstWords(commands)
      .map((word) => described(word, docOf(commands, word)))
      .join(' ')})
    _describe command choices
    return
  fi
  case "\${words[2]}" in
${firstWords(commands)
  .flatMap((first) => branch(commands, first))
  .join('\n')}
  esac
}
(( \${+functions[compdef]} )) && compdef _gatehouse gatehouse
`;
}

function docOf(commands: readonly OfferedCommand[], first: string): string {
  const one = commands.find(({ words }) => words.length === 1 && words[0] === first);
  const seconds = commands.flatMap(({ words: [word, second] }) => (word === first && second ? [second] : []));
  return one?.doc ?? seconds.join(', ');
}

function branch(commands: readonly OfferedCommand[], first: string): readonly string[] {
  const long = commands.filter(({ words }) => words[0] === first && words.length === 2);
  const short = commands.find(({ words }) => words[0] === first && words.length === 1);
  const seconds = long.map(({ words, doc }) => described(words[1] ?? '', doc)).join(' ');
  const ownArguments = short ? [`      (( CURRENT -= 1 )); shift words; ${argumentsOf(short)}`] : [];
  if (long.length === 0) return [`    ${first})`, ...ownArguments, '      ;;'];
  return [
    `    ${first})`,
    `      if (( CURRENT == 3 )); then choices=(${seconds}); _describe command choices; fi`,
    '      case "$words[3]" in',
    ...long.map((one) => `        ${one.words[1]}) (( CURRENT -= 2 )); shift 2 words; ${argumentsOf(one)}; return ;;`),
    '      esac',
    ...ownArguments,
    '      ;;',
  ];
}

function argumentsOf({ options, takesFiles }: OfferedCommand): string {
  const specs = options.map(({ name, doc, value }) => {
    const about = `${name}${value === 'none' ? '' : '='}[${doc.replaceAll(/[[\]]/g, ' ')}]`;
    return quoted(value === 'none' ? about : `${about}:value:${actionOf(value)}`);
  });
  return `_arguments ${[...specs, quoted(takesFiles ? '*:file:_files' : '*: :')].join(' ')}`;
}

function actionOf(value: OfferedCommand['options'][number]['value']): string {
  if (value === 'file') return '_files';
  return Array.isArray(value) ? `(${value.join(' ')})` : ' ';
}

const described = (word: string, doc: string): string => quoted(`${word}:${doc.replaceAll(':', ' ')}`);

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
