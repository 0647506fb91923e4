import path from 'node:path';
import { Option } from 'commander';
import type { AccessMap } from '../../access/map.ts';
import type { Place } from '../../model/place.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Finding } from '../../model/verdict.ts';
import { examine } from '../../workspace/engine.ts';
import { unusedMessage, unusedSuppressions } from '../../workspace/suppressions.ts';
import { readBaseline, writeBaseline } from '../baseline.ts';
import { noteConfigMistakes } from '../configNotes.ts';
import { changedSince } from '../files/changedFiles.ts';
import { readMap } from '../files/snapshotFile.ts';
import { azurePipelines, github } from '../report/annotations.ts';
import { checkJson } from '../report/checkJson.ts';
import { type CheckReport, type Examined, reportCheck, withoutKnown } from '../report/checkReport.ts';
import { checkText } from '../report/checkText.ts';
import { fingerprints } from '../report/fingerprint.ts';
import { sarif } from '../report/sarif.ts';
import type { Style } from '../report/style.ts';
import { refuseUnknownTargets } from '../targetOption.ts';
import { exitCodeOf, type FailOn, failures } from '../terminal/exitCode.ts';
import { azureHelp, openAzure } from '../terminal/liveAzure.ts';
import { note, Refusal, type Terminal } from '../terminal/terminal.ts';
import { leftOutLine, type ReadingOptions, readWorkspaces, type Workspace } from '../workspace.ts';
import { collect, type Define, examples } from './definition.ts';
import { addReadingOptions, formatOption } from './readingOptions.ts';

interface CheckOptions extends ReadingOptions {
  readonly target?: readonly string[];
  readonly snapshot?: string;
  readonly azure?: boolean;
  readonly cloud?: string;
  readonly images?: boolean;
  readonly allowUnknown?: boolean;
  readonly failOn?: FailOn;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly since?: string;
  readonly format: keyof typeof renderers;
}

const renderers = {
  text: checkText,
  json: checkJson,
  sarif,
  github,
  'azure-pipelines': azurePipelines,
} as const satisfies Record<string, (report: CheckReport, style: Style) => string>;

export const define: Define = (command, terminal, done) => {
  addReadingOptions(command)
    .description(
      'Says of each image of an Azure registry whether the targets of its manifest can pull it, and why not.',
    )
    .option('--target <name>', 'only this target, by its name or resource id; may be given more than once', collect)
    .option('--snapshot <file>', 'what is known of Azure, instead of the snapshot that the config names')
    .addOption(new Option('--azure', 'read Azure itself, instead of a snapshot').conflicts('snapshot'))
    .option('--cloud <name>', 'with --azure: AzureCloud (the default), AzureChinaCloud or AzureUSGovernment')
    .option('--images', 'with --azure: ask the registries whether the images exist')
    .addOption(
      new Option('--fail-on <what>', 'what to fail on: denied pulls, also unknown ones, also warnings, or never')
        .choices(failures)
        .conflicts('allowUnknown'),
    )
    .option('--allow-unknown', 'the same as --fail-on denied')
    .option('--since <revision>', 'only what has changed since this revision of git, uncommitted changes included')
    .option('--baseline <file>', 'findings that are written down here are no news, and do not count')
    .option('--write-baseline <file>', 'write down the findings of today, and exit with 0')
    .addOption(formatOption(['text', 'json', 'sarif', 'github', 'azure-pipelines']))
    .addHelpText('after', help)
    .action(async (paths: readonly string[], options: CheckOptions) => {
      done(await check(paths, options, terminal));
    });
};

const help = `${examples(
  'acr-pull check samples',
  'acr-pull check deploy --target aks-prod --snapshot access.json',
  'acr-pull check --since origin/main --format github',
  'acr-pull check --azure',
)}
${azureHelp}
Exit codes:
  0  every pull is allowed
  1  the command could not do its work
  2  a pull is denied
  3  none is denied, and of some it is not known
  4  there is nothing to check
`;

async function check(paths: readonly string[], options: CheckOptions, terminal: Terminal): Promise<number> {
  if (options.images && !options.azure) throw new Refusal('--images asks the registries, which takes --azure');
  const now = terminal.now();
  const chosen = options.target ?? [];
  const changed = options.since === undefined ? undefined : await changedSince(options.since, terminal.cwd);
  const { workspaces, unread, partlyRead, leftOut } = await readWorkspaces(paths, options, terminal);
  const examined: Examined[] = [];
  const azure = options.azure ? await openAzure(options.cloud, terminal, { images: options.images }) : undefined;
  for (const workspace of workspaces) {
    const references = changed ? touched(workspace, changed, options, terminal.cwd) : workspace.references;
    const judge = (map: AccessMap | undefined) => examine(references, { config: workspace.config, map, chosen, now });
    const map = azure ? await azure.mapFor(judge) : await readMap(workspace, options.snapshot, terminal.cwd);
    refuseUnknownTargets(chosen, map, workspace.config);
    const findings = judge(map);
    examined.push({ workspace: { ...workspace, references }, map, findings });
    // Where only some images were checked, a comment on another one is not idle.
    if (!changed) noteUnusedComments(workspace, findings, terminal);
    if (!changed) noteConfigMistakes(workspace, map, findings, chosen, terminal);
  }
  const gaps = partlyRead.filter(file => changed?.has(path.resolve(terminal.cwd, file)) ?? true);
  const all = reportCheck(examined, [...unread, ...gaps]);
  if (options.writeBaseline !== undefined) {
    const written = await writeBaseline(options.writeBaseline, all, terminal.cwd);
    note(terminal, `${written} findings written to ${options.writeBaseline}`);
    return 0;
  }
  const report = options.baseline === undefined ? all : await newIn(all, options.baseline, terminal.cwd);
  terminal.out(renderers[options.format](report, { color: terminal.color, columns: terminal.columns, now }));
  if (options.format === 'text') terminal.out(leftOutLine({ leftOut }));
  const code = exitCodeOf(report, options.failOn ?? (options.allowUnknown ? 'denied' : 'unknown'));
  return code === 4 && changed ? 0 : code;
}

function noteUnusedComments({ suppressions, show }: Workspace, findings: readonly Finding[], terminal: Terminal): void {
  for (const comment of unusedSuppressions(suppressions, findings)) {
    const { file, line, column } = show(comment);
    note(terminal, `${file}:${line}:${column}: ${unusedMessage(comment)}`);
  }
}

async function newIn(report: CheckReport, file: string, cwd: string): Promise<CheckReport> {
  const baseline = await readBaseline(file, cwd);
  const prints = fingerprints(report);
  return withoutKnown(report, finding => baseline.has(prints.get(finding) ?? ''));
}

/** The references in changed files, or that lean on one; all of them where the config or the snapshot has changed. */
function touched(
  { references, config, root, show }: Workspace,
  changed: ReadonlySet<string>,
  { snapshot }: CheckOptions,
  cwd: string,
): readonly ImageReference[] {
  const grounds = [
    ...(config.file === undefined ? [] : [path.resolve(root, config.file)]),
    ...(snapshot === undefined ? [] : [path.resolve(cwd, snapshot)]),
    ...(config.snapshot === undefined ? [] : [path.resolve(root, config.snapshot)]),
  ];
  if (grounds.some(file => changed.has(file))) return references;
  const isChanged = (place: Place) => changed.has(path.resolve(cwd, show(place).file));
  return references.filter(
    reference =>
      isChanged(reference) ||
      reference.origins.some(isChanged) ||
      (reference.through !== undefined && changed.has(path.resolve(root, reference.through))),
  );
}
