import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type Config, emptyConfig } from '../../workspace/config/config.ts';
import { readConfig } from '../../workspace/config/readConfig.ts';
import { Refusal } from '../terminal/terminal.ts';
import { nameFrom } from './fileNames.ts';
import { exists } from './gitIgnore.ts';
import { Lines } from './lines.ts';
import { readNeeded } from './readFiles.ts';

const configName = '.acr-pull.yaml';

/** A config and the folder that its globs and paths are relative to. */
export interface Grounds {
  readonly root: string;
  readonly config: Config;
}

/** Without a config, file names are relative to where the gate was started. */
export function bareGrounds(cwd: string): Grounds {
  return { root: cwd, config: emptyConfig };
}

export interface ConfigOptions {
  /** `--config FILE`; false: `--no-config`. */
  readonly config?: string | boolean;
}

/** The paths by the config that governs them, each group in the order of its first path. */
export async function byConfig(
  paths: readonly string[],
  { config }: ConfigOptions,
  cwd: string,
): Promise<ReadonlyMap<string | undefined, readonly string[]>> {
  if (typeof config === 'string') return new Map([[path.resolve(cwd, config), paths]]);
  if (config === false) return new Map([[undefined, paths]]);
  const groups = new Map<string | undefined, string[]>();
  for (const named of paths) {
    const file = await findConfig(await folderOf(path.resolve(cwd, named)));
    const group = groups.get(file);
    if (group) group.push(named);
    else groups.set(file, [named]);
  }
  return groups;
}

async function folderOf(file: string): Promise<string> {
  const stats = await stat(file).catch(() => undefined); // the walk says what is wrong with it
  return stats?.isDirectory() ? file : path.dirname(file);
}

/** The nearest config at or above a folder, up to the root of the repository. */
async function findConfig(folder: string): Promise<string | undefined> {
  const file = path.join(folder, configName);
  if (await exists(file)) return file;
  const parent = path.dirname(folder);
  if (parent === folder || (await exists(path.join(folder, '.git')))) return undefined;
  return findConfig(parent);
}

export async function readConfigFile(file: string, cwd: string): Promise<Grounds> {
  const shown = nameFrom(cwd, file);
  const text = await readNeeded(file, shown);
  const { config, problems } = readConfig(text, path.basename(file));
  if (problems.length === 0) return { root: path.dirname(file), config };
  const lines = new Lines(text);
  const sentences = problems.map(({ message, span }) => {
    const { line, column } = lines.rangeOf(span);
    return `${shown}:${line}:${column}: ${message}`;
  });
  throw new Refusal(`the config can't be used\n${sentences.join('\n')}`);
}
