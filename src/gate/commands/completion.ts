import { Argument, type Command } from 'commander';
import type { Define } from './definition.ts';

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
  > acr-pull completion powershell | Out-String | Invoke-Expression
`,
    );
  return (shell: keyof typeof scripts) => {
    terminal.out(scripts[shell](command.parent?.commands ?? []));
    return 0;
  };
};

const scripts = {
  bash,
  zsh: (commands: readonly Command[]) => `autoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`,
  fish,
  powershell,
};

/** If none of our words fits, the shell completes file names. */
function bash(commands: readonly Command[]): string {
  const words = (list: readonly string[]) => `'${list.join(' ')}'`;
  const cases = commands.flatMap(command => [
    ...command.options.flatMap(({ long, argChoices }) =>
      argChoices ? [`    '${command.name()} ${long}') words=${words(argChoices)} ;;`] : [],
    ),
    `    '${command.name()} '*) [[ $word == -* ]] && words=${words([...command.options.map(({ long = '' }) => long), '--help'])} ;;`,
  ]);
  return `_acr_pull() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} words=''
  case "$([[ $COMP_CWORD -gt 1 ]] && echo "\${COMP_WORDS[1]} $before")" in
    '') words=${words([...commands.map(command => command.name()), '--help', '--version'])} ;;
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _acr_pull acr-pull
`;
}

function fish(commands: readonly Command[]): string {
  const quoted = (text: string) => `'${text.replaceAll(/['\\]/g, mark => `\\${mark}`)}'`;
  const lines = commands.flatMap(command => [
    `complete -c acr-pull -n __fish_use_subcommand -f -a ${command.name()} -d ${quoted(command.summary())}`,
    ...command.options.map(({ long = '', argChoices, description }) => {
      const values = argChoices ? ` -x -a ${quoted(argChoices.join(' '))}` : '';
      const condition = quoted(`__fish_seen_subcommand_from ${command.name()}`);
      return `complete -c acr-pull -n ${condition} -l ${long.slice(2)}${values} -d ${quoted(description)}`;
    }),
  ]);
  return `${lines.join('\n')}\n`;
}

/**
 * Words by the text before them: nothing, a command, or a command with its option. Without any words, PowerShell
 * completes file names.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/register-argumentcompleter
 */
function powershell(commands: readonly Command[]): string {
  const row = (key: string, words: readonly string[]) =>
    `    '${key}' = ${words.map(word => `'${word}'`).join(', ')}\n`;
  const rows = commands.flatMap(command => [
    row(command.name(), [...command.options.map(({ long = '' }) => long), '--help']),
    ...command.options.flatMap(({ long, argChoices }) =>
      argChoices ? [row(`${command.name()} ${long}`, argChoices)] : [],
    ),
  ]);
  return `Register-ArgumentCompleter -Native -CommandName acr-pull -ScriptBlock {
  param($word, $line, $cursor)
  $words = @{
${row('', [...commands.map(command => command.name()), '--help', '--version'])}${rows.join('')}  }
  $before = @($line.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursor } | ForEach-Object { "$_" })
  if ($word -ne '') { $before = @($before | Select-Object -SkipLast 1) }
  $key = if ($before.Count -gt 1) { $before[1] } else { '' }
  $choice = "$key $($before[-1])"
  if ($words.ContainsKey($choice)) { $key = $choice }
  elseif ($before.Count -gt 1 -and -not "$word".StartsWith('-')) { return }
  if (-not $words.ContainsKey($key)) { return }
  $words[$key] | Where-Object { $_.StartsWith($word) } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}
