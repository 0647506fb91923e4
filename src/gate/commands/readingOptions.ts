import { type Command, Option } from 'commander';

/** What every sub-command that reads manifests takes. */
export function addReadingOptions(command: Command): Command {
  return addConfigOptions(
    command.argument('[path...]', 'files and folders to report on, by default the current folder; - is standard input'),
  ).option('--verbose', 'list the files and folders that are left out');
}

export function addConfigOptions(command: Command): Command {
  return command
    .option('--config <file>', 'use this config instead of the .acr-pull.yaml at or above each path')
    .option('--no-config', 'use no config');
}

/** What is known of Azure: a file, or Azure itself. */
export function addMapOptions(command: Command): Command {
  return command
    .option('--snapshot <file>', 'what is known of Azure, instead of the snapshot that the config names')
    .addOption(new Option('--azure', 'read Azure itself, instead of a snapshot').conflicts('snapshot'))
    .option('--cloud <name>', 'with --azure: AzureCloud (the default), AzureChinaCloud or AzureUSGovernment');
}

export function formatOption<const T extends string>(formats: readonly [T, ...T[]]): Option {
  return new Option('--format <format>', 'how to write the results').choices(formats).default(formats[0]);
}
