import { type Command, Option } from 'commander';
import { collect } from './definition.ts';

/** Options of every sub-command that reads manifests. */
export function addReadingOptions(command: Command): Command {
  return addConfigOptions(command.argument('[path...]', 'files and folders to check; the current folder by default'));
}

export function addConfigOptions(command: Command): Command {
  return command
    .option('--config <file>', 'use this config instead of the .acr-pull.yaml at or above each path')
    .option('--no-config', 'use no config');
}

/** Where the facts about Azure come from: a file, or Azure itself. */
export function addMapOptions(command: Command): Command {
  return command
    .option('--snapshot <file>', 'read this access snapshot instead of the one that the config names')
    .addOption(new Option('--azure', 'read Azure itself, instead of a snapshot').conflicts('snapshot'))
    .option('--cloud <name>', 'with --azure: AzureCloud (the default), AzureChinaCloud or AzureUSGovernment');
}

export function addTargetOptions(command: Command): Command {
  return command
    .option(
      '--target <name>',
      'check only this target of the config, by name or resource id; without targets in a config, check everything against it; may be repeated',
      collect,
    )
    .addOption(
      new Option('--as <name>', 'check everything as if it were deployed to this target; may be repeated')
        .argParser(collect)
        .conflicts('target'),
    );
}

export function formatOption<const T extends string>(formats: readonly [T, ...T[]]): Option {
  return new Option('--format <format>', 'format of the results').choices(formats).default(formats[0]);
}
