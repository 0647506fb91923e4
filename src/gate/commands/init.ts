import { homedir } from 'node:os';
import path from 'node:path';
import { Option } from 'commander';
import type { AccessMap } from '../../access/map.ts';
import { anywhere, isWithin } from '../../disk/boundary.ts';
import { readRegular } from '../../disk/readFile.ts';
import { isTaken } from '../../disk/writeFile.ts';
import { folderOf } from '../../model/place.ts';
import { lineByLine, oneLine } from '../../model/quote.ts';
import { imageCount } from '../../model/reference.ts';
import { kubeconfigs } from '../../model/target.ts';
import { decodeText } from '../../read/source/decodeText.ts';
import { type Config, configName } from '../../workspace/config/config.ts';
import { readConfig } from '../../workspace/config/readConfig.ts';
import { proposedConfig } from '../../workspace/config/writeConfig.ts';
import { examine } from '../../workspace/engine.ts';
import { mostBytes } from '../../workspace/files.ts';
import { type Kubectl, kubectlIn } from '../../workspace/targets/kubeconfig.ts';
import { commonFolder } from '../../workspace/targets/openFolders.ts';
import { type Proposal, placedIn, proposeTargets, withoutTarget } from '../../workspace/targets/proposal.ts';
import { openVariablesIn } from '../../workspace/variables.ts';
import { groupPaths } from '../files/configFile.ts';
import { nameFrom, nodeFiles, writeNamed } from '../files/nodeFiles.ts';
import { readMap } from '../files/snapshotFile.ts';
import type { GateWorkspace } from '../reading/gateWorkspace.ts';
import { readWorkspaces } from '../reading/readWorkspaces.ts';
import { count } from '../report/style.ts';
import { azureHelp } from '../terminal/liveAzure.ts';
import { note, Refusal, type Terminal } from '../terminal/terminal.ts';
import { collect, type Define, examples } from './definition.ts';
import { snapshot } from './snapshot.ts';

interface InitOptions {
  readonly snapshot?: readonly string[];
  readonly azure?: boolean;
  readonly cloud?: string;
  readonly yes?: boolean;
  readonly force?: boolean;
}

/** The name of the snapshot beside a new config. */
const snapshotName = 'access.snapshot.json';

export const define: Define = (command, terminal) => {
  command
    .argument('[folder]', 'a folder of the repository', '.')
    .description(
      'Proposes which manifests are deployed to which cluster, from your manifests and from an access snapshot or Azure, and writes the proposal to .acr-pull.yaml at the root of the repository, with the reason for each target.',
    )
    .option('--snapshot <file>', 'use this access snapshot; may be repeated', collect)
    .addOption(
      new Option('--azure', `read from Azure, and save a snapshot to ${snapshotName} beside the config`).conflicts(
        'snapshot',
      ),
    )
    .option('--cloud <name>', 'with --azure: AzureCloud (the default), AzureChinaCloud or AzureUSGovernment')
    .option('--yes', 'write without asking')
    .option('--force', 'overwrite files that exist')
    .addHelpText(
      'after',
      `${examples('acr-pull init', 'acr-pull init --azure --yes && acr-pull check')}\n${azureHelp}`,
    );
  return (folder: string, options: InitOptions) => init(folder, options, terminal);
};

async function init(folder: string, options: InitOptions, terminal: Terminal): Promise<number> {
  const [group] = await groupPaths([folder], { config: false }, terminal.cwd);
  const root = group?.root ?? terminal.cwd;
  const file = path.join(root, configName);
  const shown = nameFrom(terminal.cwd, file);
  await refuseToOverwrite(file, options, terminal);
  const known = await knownOfAzure(root, options, terminal);
  const map = await readMap([], known, terminal);
  if (map === undefined) throw new Refusal(`there is no access snapshot${nextStep}`);
  const { workspaces, unread, partlyRead } = await readWorkspaces([root], { config: false }, terminal);
  const inside = known.filter(each => isWithin(root, each));
  const text = proposedConfig(
    proposalFor(workspaces, map, await kubectlHere()),
    inside.map(each => nameFrom(root, each)),
    openVariablesIn(workspaces.flatMap(({ references }) => references)),
  );
  terminal.out(`${lineByLine(text.trimEnd())}\n`);
  const isWanted = options.yes || !/^n/i.test((await terminal.ask?.(`Write ${shown}? [Y/n] `)) ?? '');
  if (!isWanted) return 0;
  await writeNamed(file, text, terminal);
  const outside = known
    .filter(each => !inside.includes(each))
    .map(
      each =>
        `${nameFrom(terminal.cwd, each)} is outside the repository: pass it to \`acr-pull check\` with --snapshot`,
    );
  const lines = [
    `written: ${shown}`,
    ...outside,
    ...openQuestions(workspaces, readConfig(text, configName).config, map, terminal.now()),
    ...[...unread, ...partlyRead].map(name => `unknown: ${name} could not be read completely`),
  ];
  for (const line of lines) note(terminal, line);
  return 0;
}

const nextStep = `: name one with --snapshot, or read from Azure with --azure`;

async function refuseToOverwrite(file: string, { force }: InitOptions, { cwd }: Terminal): Promise<void> {
  if (force || !(await isTaken(file))) return;
  throw new Refusal(`${nameFrom(cwd, file)} exists; --force overwrites it`);
}

/** The files with facts about Azure: the named ones, the one to which Azure was saved, or the one in the folder. */
async function knownOfAzure(root: string, options: InitOptions, terminal: Terminal): Promise<readonly string[]> {
  if (options.snapshot !== undefined) return options.snapshot.map(file => path.resolve(terminal.cwd, file));
  const found = options.azure ? [] : await snapshotsIn(root, terminal);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return [path.join(root, only)];
  if (only !== undefined) return [path.join(root, await oneOf(found, terminal))];
  const wanted =
    options.azure || /^y/i.test((await terminal.ask?.('No snapshot found. Read from Azure now? [y/N] ')) ?? '');
  if (!wanted) throw new Refusal(`there is no snapshot in ${nameFrom(terminal.cwd, root) || '.'}${nextStep}`);
  const out = path.join(root, snapshotName);
  await refuseToOverwrite(out, options, terminal);
  await snapshot({ out, ...(options.cloud === undefined ? {} : { cloud: options.cloud }) }, terminal);
  return [out];
}

async function snapshotsIn(root: string, terminal: Terminal): Promise<readonly string[]> {
  const entries = await nodeFiles(root, { cwd: terminal.cwd }).list('');
  return entries
    .filter(({ name, kind }) => kind === 'file' && /(?:^|\.)(?:access|snapshot)\.json(?:\.gz)?$/i.test(name))
    .map(({ name }) => name)
    .sort();
}

async function oneOf(found: readonly string[], terminal: Terminal): Promise<string> {
  const question = `Which snapshot? ${found.map((name, i) => `${i + 1}: ${oneLine(name)}`).join(', ')} `;
  const chosen = found[Number((await terminal.ask?.(question)) ?? '') - 1];
  if (chosen !== undefined) return chosen;
  throw new Refusal(`there are several snapshots (${found.join(', ')}): name one with --snapshot`);
}

/** The settings of kubectl on this machine. A kubeconfig that can't be read is skipped: the user did not name it. */
async function kubectlHere(): Promise<Kubectl> {
  const files = kubeconfigs(process.env['KUBECONFIG'], homedir(), path);
  return kubectlIn(files.map(textOrNone));
}

function textOrNone(file: string): string {
  try {
    return decodeText(readRegular(file, { atMost: mostBytes.kubeconfig, admits: anywhere }) ?? new Uint8Array()) ?? '';
  } catch {
    return '';
  }
}

function proposalFor(workspaces: readonly GateWorkspace[], map: AccessMap, kubectl: Kubectl): Proposal {
  const findings = workspaces.flatMap(({ references, config, accounts }) =>
    examine(references, { config, map, accounts, now: new Date(0) }),
  );
  return proposeTargets(withoutTarget(findings), map, kubectl, placedIn(findings));
}

/** The results with this config: the known ones, and one line for each reason why others are unknown. */
function openQuestions(
  workspaces: readonly GateWorkspace[],
  config: Config,
  map: AccessMap,
  now: Date,
): readonly string[] {
  const findings = workspaces.flatMap(({ references, accounts }) =>
    examine(references, { config, map, now, accounts }),
  );
  const of = (outcome: string) => findings.filter(({ verdict }) => verdict.outcome === outcome);
  const unknown = Map.groupBy(of('unknown'), ({ verdict, target, reference }) =>
    [
      verdict.cause,
      // Many targets may share one reason.
      target === null ? verdict.message : verdict.message.replaceAll(target.name, ''),
      target === null ? reference.file.split('/', 1)[0] : '',
    ].join('\0'),
  );
  const pulls = `${of('allowed').length} allowed, ${of('denied').length} denied, ${of('unknown').length} unknown`;
  return [
    `${count(findings.length, 'pull')} with this config: ${pulls}. Run \`acr-pull check\` to see them.`,
    ...[...unknown.values()].flatMap(group => {
      const [first] = group;
      if (!first) return [];
      const { verdict, reference } = first;
      const folders = [...new Set(group.map(each => folderOf(each.reference.file)))];
      const place = folders.length > 1 ? commonFolder(folders) || '.' : reference.file;
      const targets = new Set(group.map(({ target }) => target?.id ?? target?.name)).size;
      const images = imageCount(group);
      const counted =
        count(images, 'image') +
        (folders.length > 1 ? ` in ${folders.length} folders` : '') +
        (targets > 1 ? ` at ${targets} targets` : '');
      return [`unknown: ${verdict.message} (${verdict.cause}, ${place}, ${counted})`];
    }),
  ];
}
