import type { OfferedCommand } from './words.ts';

/** A script for `eval` that has bash complete command lines of `gatehouse`. Needs nothing but bash. */
export function bashScript(commands: readonly OfferedCommand[]): string {
  return `# Completion of gatehouse for bash. Put into ~/.bashrc: eval "$(gatehouse completion bash)"
_gatehouse() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command= options= files=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${firstWords(commands).join(' ')} --help --version' -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]} \${COMP_WORDS[2]}" in
${commands.map(choice).join('\n')}
  esac
  if [ "$COMP_CWORD" -eq 2 ]; then
    case "\${COMP_WORDS[1]}" in
${seconds(commands).join('\n')}
    esac
    [ -z "$command" ] && return
  fi
  case "$before" in
${valuesOf(commands).join('\n')}
  esac
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
    *) [ -n "$files" ] && compopt -o default ;;
  esac
}
complete -F _gatehouse gatehouse
`;
}

export const firstWords = (commands: readonly OfferedCommand[]): readonly string[] => [
  ...new Set(commands.map(({ words: [first] }) => first)),
];

/** Commands of two words come before those that are the first of them. */
function choice({ words, options, takesFiles }: OfferedCommand): string {
  const names = options.map(({ name }) => name).join(' ');
  const pattern = words.length === 2 ? `'${words.join(' ')}'` : `'${words[0]} '*`;
  return `    ${pattern}) command='${words.join(' ')}' options='${names}' files=${takesFiles ? 'yes' : ''} ;;`;
}

const seconds = (commands: readonly OfferedCommand[]): readonly string[] =>
  firstWords(commands).flatMap((first) => {
    const words = commands.flatMap(({ words: [one, second] }) => (one === first && second ? [second] : []));
    const offer = `COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$word"))`;
    return words.length > 0 ? [`      ${first}) ${offer}; [ \${#COMPREPLY[@]} -gt 0 ] && return ;;`] : [];
  });

/** What follows an option: it means the same wherever it stands. */
function valuesOf(commands: readonly OfferedCommand[]): readonly string[] {
  const options = new Map(commands.flatMap((command) => command.options).map((option) => [option.name, option.value]));
  const named = (wanted: 'file' | 'other') =>
    [...options].flatMap(([name, value]) => (value === wanted ? [name] : [])).join('|');
  const choices = [...options].flatMap(([name, value]) =>
    Array.isArray(value) ? [`    ${name}) COMPREPLY=($(compgen -W '${value.join(' ')}' -- "$word")); return ;;`] : [],
  );
  return [`    ${named('file')}) compopt -o default; return ;;`, `    ${named('other')}) return ;;`, ...choices];
}
