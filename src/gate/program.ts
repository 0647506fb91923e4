import { Command, CommanderError } from 'commander';
import { lineByLine } from '../model/quote.ts';
import { type Define, examples } from './commands/definition.ts';
import { noteLines, Refusal, type Terminal, version } from './terminal/terminal.ts';

/** Loaded for the one sub-command that runs: `acr-pull --version` needs no YAML parser. */
type Load = () => Promise<{ readonly define: Define }>;

const subcommands: readonly (readonly [name: string, summary: string, load: Load])[] = [
  ['init', 'propose a config: which manifests are deployed where', () => import('./commands/init.ts')],
  ['scan', 'list the images in your manifests, with their positions', () => import('./commands/scan.ts')],
  ['check', 'check whether each image can be pulled where it is deployed', () => import('./commands/check.ts')],
  ['explain', 'explain the text of a pull error', () => import('./commands/explain.ts')],
  ['map', 'show who can pull from each registry, and which grants need attention', () => import('./commands/map.ts')],
  ['fix', 'write a script or module that fixes the denied pulls', () => import('./commands/fix.ts')],
  ['snapshot', 'read from Azure once and save a snapshot to a file', () => import('./commands/snapshot.ts')],
  ['mcp', 'run a Model Context Protocol server for language models', () => import('./commands/mcp.ts')],
  ['completion', 'print a script that completes commands in a shell', () => import('./commands/completion.ts')],
];

/** Runs the command of the arguments and returns the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode = 0;
  const program = new Command('acr-pull')
    .description(
      'Checks whether your clusters and apps can pull the images in your manifests from Azure Container Registry.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .showHelpAfterError('Run `acr-pull --help` for usage.')
    .addHelpText('after', examples('acr-pull check', 'acr-pull scan deploy --format json'))
    .configureOutput({ writeOut: text => terminal.out(text), writeErr: text => terminal.err(lineByLine(text)) })
    .exitOverride();
  for (const [name, summary, load] of subcommands) {
    const command = program
      .command(name)
      .summary(summary)
      .showHelpAfterError(`Run \`acr-pull ${name} --help\` for usage.`);
    if (!args.includes(name) && args[0] !== 'completion') continue; // completion knows the options of all commands
    const act = (await load()).define(command, terminal);
    command.action(async (...taken) => {
      exitCode = await act(...taken);
    });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1; // commander has printed the message
    if (!(error instanceof Refusal)) throw error;
    noteLines(terminal, error.message);
    return 1;
  }
}
