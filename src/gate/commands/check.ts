import path from 'node:path';
import { Option } from 'commander';
import { isWithin } from '../../disk/boundary.ts';
import { distinctImages, isUnjudged } from '../../model/reference.ts';
import { mistakesIn } from '../../workspace/config/mistakes.ts';
import { failures } from '../../workspace/config/schema.ts';
import { unusedMessage, unusedSuppressions } from '../../workspace/ignored.ts';
import type { Demands } from '../../workspace/policy.ts';
import { entriesOutside, readBaseline, staleIn, staleText, writeBaseline } from '../baseline.ts';
import { type Examined, type ExamineOptions, examineAll, isNarrow } from '../examineAll.ts';
import { examineChange } from '../examineChange.ts';
import { saidAt } from '../files/configFile.ts';
import { baseOf, nameFrom, writeNamed } from '../files/nodeFiles.ts';
import { type ChangeOptions, changeOf } from '../git/change.ts';
import { leftOutLine } from '../reading/notes.ts';
import { inputName } from '../reading/workspaceReader.ts';
import { annotations, failureIn } from '../report/annotations.ts';
import { type CheckReport, checkJson, reportCheck } from '../report/checkReport.ts';
import { checkText } from '../report/checkText.ts';
import { type FixCoverage, fixCoverage } from '../report/coverage.ts';
import { junit } from '../report/junit.ts';
import { keyedJson } from '../report/keyedJson.ts';
import { markdown, markdownWithin } from '../report/markdown.ts';
import { fromRepository } from '../report/repositoryPaths.ts';
import { stepSummary } from '../report/room.ts';
import { sarif } from '../report/sarif.ts';
import { count, type Style } from '../report/style.ts';
import { azureHelp } from '../terminal/liveAzure.ts';
import { note, noteLines, Refusal, styleOf, type Terminal } from '../terminal/terminal.ts';
import {
  addMapOptions,
  addReadingOptions,
  addTargetOptions,
  addValueOptions,
  type Define,
  examples,
  exitAfterReading,
  formatOption,
  plannedOption,
} from './definition.ts';

interface CheckOptions extends ExamineOptions, ChangeOptions {
  readonly requireImages?: boolean;
  readonly allowUnknown?: boolean;
  readonly failOn?: Demands['failOn'];
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly explain?: boolean;
  readonly quiet?: boolean;
  readonly jsonVersion?: '1' | '2';
  readonly summary?: string;
  readonly format: keyof typeof renderers;
}

const renderers = {
  text: checkText,
  json: checkJson,
  sarif,
  junit,
  markdown,
  github: (report, style) => annotations('github', report, style),
  'azure-pipelines': (report, style) => annotations('azure-pipelines', report, style),
} as const satisfies Record<string, (report: CheckReport, style: Style) => string | Iterable<string>>;

export const define: Define = (command, terminal) => {
  addValueOptions(
    addTargetOptions(
      addMapOptions(addReadingOptions(command, 'all groups, all images of each, what is allowed, and ')),
    ),
  )
    .description(
      "Checks whether each image from an Azure registry can be pulled by the targets that its manifest is deployed to, and explains why if it can't.",
    )
    .addOption(plannedOption())
    .option('--images', 'with --azure: check that the images exist in their registries')
    .addOption(
      new Option(
        '--fail-on <level>',
        'fail on denied pulls, on unknown ones too, on any warning, or never; overrides `fail` in the config',
      )
        .choices(failures)
        .conflicts('allowUnknown'),
    )
    .option('--allow-unknown', 'the same as --fail-on denied')
    .option('--require-images', 'fail if there is no image to check')
    .option(
      '--since <revision>',
      'report only pulls that are new or worse since this git revision, including uncommitted changes',
    )
    .option('--merge-base', 'with --since: compare with the commit at which the current branch left that revision')
    .option('--staged', 'check what git has staged instead of the working folder; compared with HEAD, or with --since')
    .addOption(
      new Option(
        '--hook',
        'as a hook of pre-commit: check what is staged, or what is pushed; all of it where nothing differs',
      ).conflicts(['since', 'mergeBase', 'staged']),
    )
    .option('--baseline <file>', 'ignore the findings listed in this file, so that only new ones count')
    .option('--explain', 'with the text format: show the evidence for each verdict')
    .addOption(
      new Option('--quiet', 'with the formats text and markdown: only what is denied, and the sum').conflicts(
        'verbose',
      ),
    )
    .option('--strict', 'make no assumption: a verdict that needs one is unknown')
    .option('--write-baseline <file>', 'write the current findings to this file')
    .addOption(formatOption(renderers))
    .addOption(
      new Option(
        '--json-version <version>',
        'with --format json: 1 repeats everything in each finding (the default), 2 defines it once',
      ).choices(['1', '2']),
    )
    .option('--summary <file>', 'write a page in Markdown to this file as well, such as "$GITHUB_STEP_SUMMARY"')
    .addHelpText('after', help);
  return (paths: readonly string[], options: CheckOptions) =>
    check(paths, options, terminal).catch((error: unknown) => {
      const annotation = error instanceof Refusal ? failureIn(options.format, error.message) : undefined;
      if (annotation !== undefined) terminal.out(`${annotation}\n`);
      throw error;
    });
};

/** The formats that machines read, or that become part of a page. With these, the log shows the reason, too. */
const machines: ReadonlySet<string> = new Set<CheckOptions['format']>(['json', 'sarif', 'junit', 'markdown']);

/** The formats that describe the effect of `acr-pull fix`. */
const forPeople: ReadonlySet<string> = new Set<CheckOptions['format']>(['text', 'markdown']);
/** The formats for services that know the root of the repository, and not the folder in which the gate was started. */
const ofRepository: ReadonlySet<string> = new Set<CheckOptions['format']>([
  'sarif',
  'junit',
  'github',
  'azure-pipelines',
]);

const help = `${examples(
  'acr-pull check samples',
  'acr-pull check deploy --target aks-prod --snapshot access.json',
  'acr-pull check --since origin/main --format github',
  'acr-pull check --azure',
  'acr-pull check infra --values infra/prod.bicepparam --set deployRoles=true',
)}
${azureHelp}
Exit codes:
  0  every pull is allowed, or there is nothing to check
  1  the command failed, for example because of an invalid config or option
  2  a pull is denied
  3  no pull is denied, but some are unknown, or a file could not be read
  4  with --require-images: there is nothing to check
`;

async function check(paths: readonly string[], options: CheckOptions, terminal: Terminal): Promise<number> {
  refuseContradictions(options);
  const { cwd } = terminal;
  const here = (file: string) => path.resolve(cwd, file);
  const change = await changeOf(options, cwd);
  const changed = change?.before?.changed;
  const baseline =
    options.baseline === undefined ? undefined : await readBaseline(options.baseline, cwd, options.followLinks);
  const demands: Demands = {
    failOn: options.failOn ?? (options.allowUnknown ? 'denied' : undefined),
    requireImages: options.requireImages === true && changed === undefined,
  };
  const { workspaces, examined, unread, partlyRead, leftOut, unchanged } =
    change === undefined
      ? { ...(await examineAll(paths, options, terminal)), unchanged: 0 }
      : await examineChange(paths, { ...options, ...demands }, terminal, change);
  if (!changed) for (const each of examined) noteMistakes(each, isNarrow(options), terminal);
  noteUnjudged(examined, options.verbose === true, terminal);
  if (change?.isFirst) note(terminal, 'this repository has no commit yet, so that everything is new');
  if (unchanged > 0) {
    const pulls = count(unchanged, 'pull is', 'pulls are');
    note(terminal, `${pulls} no worse than at ${change?.before?.name}, and not reported`);
  }
  const isKnown = (fingerprint: string) => baseline?.has(fingerprint) ?? false;
  const unmatched = reportCheck(examined, [...unread, ...partlyRead], demands, isKnown);
  const closed = unmatched.summary.unread.map(here);
  const asked = (paths.length > 0 ? paths : ['.']).map(here);
  const isRead = (file: string) =>
    !closed.some(each => isWithin(each, file)) && (changed?.has(file) ?? asked.some(each => isWithin(each, file)));
  const bases = [...new Set(workspaces.map(({ root }) => baseOf(root)))];
  const narrowedTo = [...(options.target ?? []), ...(options.as ?? [])];
  if (options.writeBaseline !== undefined) {
    const isDifference = changed !== undefined;
    const isWhole = paths.length === 0 && !isNarrow(options) && !isDifference;
    const scope = { isWhole, isDifference, targets: narrowedTo, bases, isRead };
    const kept = await entriesOutside(scope, options.writeBaseline, cwd, options.followLinks);
    const written = await writeBaseline(options.writeBaseline, unmatched, cwd, kept);
    note(terminal, `findings written to ${options.writeBaseline}: ${written}${keptBeside(kept.size)}`);
    return exitAfterReading(unmatched.summary.unread, terminal);
  }
  // With a filter, a finding of the baseline may still be on another target.
  const isCompared = baseline !== undefined && !isNarrow(options);
  const fixed = isCompared ? staleIn(baseline, unmatched, bases, isRead) : null;
  if (fixed !== null && fixed.length > 0) noteLines(terminal, staleText(fixed));
  const coverage = saysCoverage(options) ? coverageOf(unmatched, examined, terminal.now()) : null;
  if (options.format === 'text' && !options.quiet) terminal.out(leftOutLine({ leftOut }));
  await write({ ...unmatched, fixed, coverage, narrowedTo }, options, terminal);
  // Machines read these formats, mostly from a file. People see the log.
  const { exitCode, reason } = unmatched.summary;
  if (reason !== null && machines.has(options.format)) note(terminal, reason);
  return exitCode;
}

/** `; 3 entries of the rest kept`: of other files, of other targets, or of unchanged pulls. */
function keptBeside(kept: number): string {
  return kept === 0 ? '' : `; ${count(kept, 'entry', 'entries')} of the rest kept`;
}

function refuseContradictions(options: CheckOptions): void {
  if (options.images && !options.azure) throw new Refusal('--images needs --azure');
  if (options.jsonVersion && options.format !== 'json') throw new Refusal('--json-version needs --format json');
  if (options.summary === '-') throw new Refusal('--summary needs a file, since standard output has the report');
}

/** Pages for people describe the effect of `acr-pull fix`. */
function saysCoverage({ summary, format, quiet }: CheckOptions): boolean {
  return summary !== undefined || (forPeople.has(format) && !quiet);
}

/** Writes the summary, if one is requested, and the results. */
async function write(report: CheckReport, options: CheckOptions, terminal: Terminal): Promise<void> {
  const { explain, verbose, quiet, summary, format, jsonVersion } = options;
  const style = { ...styleOf(terminal), explain, verbose, quiet, summary: summary !== undefined };
  if (summary !== undefined) await writeNamed(summary, markdownWithin(stepSummary, report, style), terminal);
  const render = jsonVersion === '2' ? keyedJson : renderers[format];
  const written = render(ofRepository.has(format) ? fromRepository(report, terminal.cwd) : report, style);
  for (const piece of typeof written === 'string' ? [written] : written) {
    terminal.out(piece);
    await terminal.taken?.();
  }
}

/** Null unless all verdicts use one map. Several maps need not agree, and then `acr-pull fix` makes no script. */
function coverageOf({ findings }: CheckReport, examined: readonly Examined[], now: Date): FixCoverage | null {
  const [map, ...others] = new Set(examined.map(each => each.map));
  if (map === undefined || others.length > 0) return null;
  return fixCoverage(
    findings.map(({ source }) => source),
    map,
    now,
  );
}

/**
 * Notes comments that suppress nothing, and parts of the config that have no effect or name something that does not
 * exist. It changes no verdict and no exit code: an unusable config has been refused before. If only some images or
 * targets were checked, nothing can be called unused.
 */
function noteMistakes({ workspace, map, findings }: Examined, isNarrow: boolean, terminal: Terminal): void {
  const { config, root, manifests, isWhole, suppressions, show } = workspace;
  for (const comment of isNarrow ? [] : unusedSuppressions(suppressions, findings)) {
    const { file, line, column } = show(comment);
    note(terminal, `${file}:${line}:${column}: ${unusedMessage(comment)}`);
  }
  // A rendered manifest from a pipe is none of the files that the config is about.
  if (config.file === undefined || manifests.includes(inputName)) return;
  const shown = nameFrom(terminal.cwd, path.join(root, config.file));
  const all = isWhole && !isNarrow ? findings : undefined;
  for (const mistake of mistakesIn({ config, map, manifests, findings: all }))
    note(terminal, saidAt(shown, config.source.text, mistake));
}

/** `scan` lists suspended deployments and images that no node pulls. Here they are counted, with the reason. */
function noteUnjudged(examined: readonly Examined[], isVerbose: boolean, terminal: Terminal): void {
  const unjudged = examined.flatMap(({ workspace }) => distinctImages(workspace.references.filter(isUnjudged)));
  const reasons = Map.groupBy(unjudged, each => each.unjudged);
  if (reasons.size > 3 && !isVerbose) {
    const counted = count(unjudged.length, 'image is', 'images are');
    note(terminal, `${counted} not judged, for ${reasons.size} reasons (--verbose lists them)`);
    return;
  }
  for (const [why, images] of reasons)
    note(terminal, `${count(images.length, 'image is', 'images are')} not judged: ${why}`);
}
