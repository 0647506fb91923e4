import { Command, CommanderError } from 'commander';
import { type Define, examples } from './commands/definition.ts';
import { note, Refusal, type Terminal } from './terminal/terminal.ts';
import { version } from './terminal/version.ts';

interface Subcommand {
  readonly name: string;
  readonly summary: string;
  /** Called for the one sub-command that runs, so that `acr-pull --version` doesn't load a YAML parser. */
  load(): Promise<{ readonly define: Define }>;
}

const subcommands: readonly Subcommand[] = [
  {
    name: 'scan',
    summary: 'list the image references of manifests, with their positions',
    load: () => import('./commands/scan.ts'),
  },
  {
    name: 'check',
    summary: 'say of each image whether its targets can pull it',
    load: () => import('./commands/check.ts'),
  },
  {
    name: 'explain',
    summary: 'say what the text of a pull error means',
    load: () => import('./commands/explain.ts'),
  },
  {
    name: 'map',
    summary: 'show who can pull what, and what is wrong with it',
    load: () => import('./commands/map.ts'),
  },
  {
    name: 'fix',
    summary: 'write the script or module that makes the refused pulls work',
    load: () => import('./commands/fix.ts'),
  },
  {
    name: 'snapshot',
    summary: 'read Azure once, and write what is known of it',
    load: () => import('./commands/snapshot.ts'),
  },
];

/** Does what the arguments say and returns the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode = 0;
  const program = new Command('acr-pull')
    .description('Says whether your clusters and apps can pull the images of your manifests from Azure registries.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .showHelpAfterError('Run `acr-pull --help` to see what it takes.')
    .addHelpText('after', examples('acr-pull check', 'acr-pull scan deploy --format json'))
    .configureOutput({ writeOut: text => terminal.out(text), writeErr: text => terminal.err(text) })
    .exitOverride();
  for (const { name, summary, load } of subcommands) {
    const command = program
      .command(name)
      .summary(summary)
      .showHelpAfterError(`Run \`acr-pull ${name} --help\` to see what it takes.`);
    if (!args.includes(name)) continue;
    (await load()).define(command, terminal, code => {
      exitCode = code;
    });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1; // commander has said what is wrong
    if (!(error instanceof Refusal)) throw error;
    note(terminal, error.message);
    return 1;
  }
}
