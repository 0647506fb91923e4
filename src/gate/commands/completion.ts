import { Argument, type Command, type Option } from 'commander';
import type { Define } from './definition.ts';

/** What a command takes, as the shells need it. */
interface Taken {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly { readonly flag: string; readonly choices: readonly string[]; readonly summary: string }[];
}

export const define: Define = (command, terminal) => {
  command
    .description('Prints a script that completes commands, options and their choices in a shell.')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(scripts)))
    .addHelpText(
      'after',
      `
Examples:
  $ source <(acr-pull completion bash)    # in ~/.bashrc
  $ source <(acr-pull completion zsh)     # in ~/.zshrc, after compinit
  $ acr-pull completion fish | source     # in ~/.config/fish/config.fish
`,
    );
  return (shell: keyof typeof scripts) => {
    terminal.out(scripts[shell]((command.parent?.commands ?? []).map(takenBy)));
    return 0;
  };
};

function takenBy(command: Command): Taken {
  const flagsOf = ({ long, argChoices = [], description }: Option) =>
    long ? [{ flag: long, choices: argChoices, summary: description }] : [];
  return { name: command.name(), summary: command.summary(), options: command.options.flatMap(flagsOf) };
}

const scripts = {
  bash,
  zsh: (taken: readonly Taken[]) => `autoload -U +X bashcompinit && bashcompinit\n${bash(taken)}`,
  fish,
};

/** Where nothing of ours fits, the shell completes file names. */
function bash(taken: readonly Taken[]): string {
  const words = (list: readonly string[]) => `'${list.join(' ')}'`;
  const cases = taken.flatMap(({ name, options }) => [
    ...options
      .filter(({ choices }) => choices.length > 0)
      .map(({ flag, choices }) => `    '${name} ${flag}') words=${words(choices)} ;;`),
    `    '${name} '*) [[ $word == -* ]] && words=${words([...options.map(({ flag }) => flag), '--help'])} ;;`,
  ]);
  return `_acr_pull() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} words=''
  case "$([[ $COMP_CWORD -gt 1 ]] && echo "\${COMP_WORDS[1]} $before")" in
    '') words=${words([...taken.map(({ name }) => name), '--help', '--version'])} ;;
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _acr_pull acr-pull
`;
}

function fish(taken: readonly Taken[]): string {
  const quoted = (text: string) => `'${text.replaceAll(/['\\]/g, mark => `\\${mark}`)}'`;
  const lines = taken.flatMap(({ name, summary, options }) => [
    `complete -c acr-pull -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
    ...options.map(({ flag, choices, summary: meaning }) => {
      const values = choices.length > 0 ? ` -x -a ${quoted(choices.join(' '))}` : '';
      const condition = quoted(`__fish_seen_subcommand_from ${name}`);
      return `complete -c acr-pull -n ${condition} -l ${flag.slice(2)}${values} -d ${quoted(meaning)}`;
    }),
  ]);
  return `${lines.join('\n')}\n`;
}
