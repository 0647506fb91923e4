import { type Command, Option } from 'commander';
import { plannedModes } from '../../workspace/planned/combine.ts';
import { count } from '../report/style.ts';
import { note, type Terminal } from '../terminal/terminal.ts';

/** Declares a sub-command's arguments to commander. Returns its action, whose result is the exit code. */
export type Define = (command: Command, terminal: Terminal) => (...taken: Taken) => number | Promise<number>;
type Taken = Parameters<Parameters<Command['action']>[0]>;

/** The closing part of a help text. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map(line => `  $ ${line}\n`).join('')}`;
}

/** Collects the values of an option that may be given more than once. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** A manifest that could not be read, or only in part, may hold anything. So that is no success. */
export function exitAfterReading(unread: readonly string[], terminal: Terminal): 0 | 3 {
  if (unread.length === 0) return 0;
  const places = count(unread.length, 'file or folder', 'files or folders');
  note(terminal, `failed with exit code 3: ${places} could not be read completely`);
  return 3;
}

/** Options of every sub-command that reads manifests. `alsoLists`: further things that --verbose lists. */
export function addReadingOptions(command: Command, alsoLists = ''): Command {
  return addConfigOptions(
    command.argument('[path...]', 'files and folders to report on; the current folder by default; - is standard input'),
  ).option('--verbose', `list ${alsoLists}the files and folders that are left out`);
}

export function addConfigOptions(command: Command): Command {
  return command
    .option('--config <file>', 'use this config instead of the .acr-pull.yaml at or above each path')
    .option('--no-config', 'use no config')
    .option('--follow-links', 'follow links that lead out of the workspace');
}

/** Options for the source of the facts about Azure: a file, or Azure itself. */
export function addMapOptions(command: Command): Command {
  return command
    .option(
      '--snapshot <file>',
      'use this access snapshot instead of those in the config; may be repeated, for several subscriptions or tenants',
      collect,
    )
    .addOption(new Option('--azure', 'read from Azure instead of a snapshot').conflicts('snapshot'))
    .option('--cloud <name>', 'with --azure: AzureCloud (the default), AzureChinaCloud or AzureUSGovernment');
}

/** Options for grants in infrastructure code. */
export function plannedOption(): Option {
  const words =
    'infrastructure code in the workspace: count what it will grant (with), ignore it (off), or judge by it alone (only)';
  return new Option('--planned <mode>', words).choices(plannedModes).default('with');
}

/** Values for the parameters of infrastructure code, as its own tool takes them. */
export function addValueOptions(command: Command): Command {
  return command
    .option(
      '--values <file>',
      'deploy infrastructure code with this file of values (.bicepparam, parameters in JSON, .tfvars) of the workspace, and no other; may be repeated, the later wins',
      collect,
    )
    .option(
      '--set <name=value>',
      'deploy infrastructure code with this value for a parameter or variable, over those of files; may be repeated',
      collect,
    );
}

export function addTargetOptions(command: Command): Command {
  return command
    .option(
      '--target <name>',
      'check only this target of the config, by name or resource ID; if the config has no targets, check everything against it; may be repeated',
      collect,
    )
    .addOption(
      new Option('--as <name>', 'check everything as if it were deployed to this target; may be repeated')
        .argParser(collect)
        .conflicts('target'),
    );
}

/** The first format is the default. */
export function formatOption(renderers: object): Option {
  const formats = Object.keys(renderers);
  return new Option('--format <format>', 'format of the results').choices(formats).default(formats[0]);
}
