import { type Command, Option } from 'commander';

/** What every sub-command that reads manifests takes. */
export function addReadingOptions(command: Command): Command {
  return addConfigOptions(command.argument('[path...]', 'files and folders to read, by default the current folder'));
}

export function addConfigOptions(command: Command): Command {
  return command
    .option('--config <file>', 'use this config instead of the .acr-pull.yaml at or above each path')
    .option('--no-config', 'use no config');
}

export function formatOption<const T extends string>(formats: readonly [T, ...T[]]): Option {
  return new Option('--format <format>', 'how to write the results').choices(formats).default(formats[0]);
}
