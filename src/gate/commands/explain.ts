import type { AccessMap } from '../../access/map.ts';
import { isTooWide } from '../../disk/boundary.ts';
import { explain } from '../../explain/explain.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Finding } from '../../model/verdict.ts';
import { examine } from '../../workspace/engine.ts';
import { mostBytes } from '../../workspace/files.ts';
import { candidateTargets } from '../../workspace/targets/targets.ts';
import { refuseUnknownTargets } from '../examineAll.ts';
import type { ConfigOptions } from '../files/configFile.ts';
import { isInput, namedFile, readAll } from '../files/nodeFiles.ts';
import { readMap } from '../files/snapshotFile.ts';
import type { GateWorkspace } from '../reading/gateWorkspace.ts';
import { readWorkspaces } from '../reading/readWorkspaces.ts';
import { type ExplainReport, explainText, reportExplanation } from '../report/explainText.ts';
import { ago, json, type Style } from '../report/style.ts';
import { styleOf, type Terminal } from '../terminal/terminal.ts';
import { addConfigOptions, collect, type Define, examples, exitAfterReading, formatOption } from './definition.ts';

interface ExplainOptions extends ConfigOptions {
  readonly in?: readonly string[];
  readonly target?: readonly string[];
  readonly snapshot?: readonly string[];
  readonly format: keyof typeof renderers;
}

const renderers = {
  text: explainText,
  json,
} as const satisfies Record<string, (report: ExplainReport, style: Style) => string>;

export const define: Define = (command, terminal) => {
  command
    .argument('[file]', 'a file with the error text; - is standard input', '-')
    .description(
      'Explains the text of an error from any program: whether a pull failed, and the likely causes, most likely first, each with a command that confirms it and a fix. The text stays on this machine, and secrets in it are not repeated.',
    )
    .option('--in <path>', 'look the image up in these manifests; may be repeated', collect)
    .option('--target <name>', 'where the pull failed: a name from the config, or a resource ID', collect)
    .option(
      '--snapshot <file>',
      'read this access snapshot to decide between causes with the same error text; may be repeated',
      collect,
    );
  addConfigOptions(command)
    .addOption(formatOption(renderers))
    .addHelpText(
      'after',
      `${examples(
        'kubectl describe pod checkout | acr-pull explain',
        'acr-pull explain error.txt --in deploy --snapshot access.json',
      )}
Exit codes: 0 whether or not a pull failed, 1 when the text can't be read, 3
when a path of --in can't be read completely.
`,
    );
  return (file: string, options: ExplainOptions) => explainFile(file, options, terminal);
};

/** The source of the manifests and the map: read for one answer, or kept between answers. */
export interface ExplainSources {
  readonly readWorkspaces: typeof readWorkspaces;
  mapOf(workspace: GateWorkspace): Promise<AccessMap | undefined>;
}

async function explainFile(file: string, options: ExplainOptions, terminal: Terminal): Promise<number> {
  const needed = isInput(file)
    ? undefined
    : namedFile(file, terminal.cwd, mostBytes.asked, options.followLinks ?? false);
  const text = await readAll(needed, terminal);
  const { report, unread } = await explainInWorkspaces(text, options, terminal);
  terminal.out(renderers[options.format](report, styleOf(terminal)));
  // Faults of manifests that the person didn't name are of no interest here.
  return exitAfterReading(options.in === undefined ? [] : unread, terminal);
}

/**
 * Explains an error with the manifests around, in which the image's line is looked up, and with the map's verdict on
 * the pull.
 */
export async function explainInWorkspaces(
  text: string,
  options: Omit<ExplainOptions, 'format'>,
  terminal: Terminal,
  sources: ExplainSources = { readWorkspaces, mapOf: each => readMap([each], options.snapshot ?? [], terminal) },
) {
  const alone = explain(text);
  const isAsked = options.in !== undefined || options.snapshot !== undefined || options.target !== undefined;
  if (!isAsked && (alone.image === null || isTooWide(terminal.cwd)))
    return { report: reportExplanation(alone, []), unread: [] };
  const reader = options.in === undefined ? { ...terminal, err: () => {} } : terminal;
  const { workspaces, unread, partlyRead } = await sources.readWorkspaces(options.in ?? [], options, reader);
  const judged: { readonly workspace: GateWorkspace; readonly map: AccessMap | undefined }[] = [];
  for (const workspace of workspaces) {
    judged.push({ workspace, map: await sources.mapOf(workspace) });
  }
  // The pull failed on this target, wherever the config sends the manifest.
  const asked = { as: options.target ?? [] };
  refuseUnknownTargets(asked, judged);
  const now = terminal.now();
  const readAt = judged.map(({ map }) => map?.readAt).find(moment => moment !== undefined);
  const verdicts = (references: readonly ImageReference[]): readonly Finding[] =>
    judged.flatMap(({ workspace, map }) => {
      const known = new Set(workspace.references);
      const own = references.filter(each => known.has(each) || each.file === '');
      const { config, accounts } = workspace;
      return examine(own, { config, accounts, map, now, ...asked });
    });
  const explanation = explain(text, {
    references: workspaces.flatMap(workspace => workspace.references),
    examine: verdicts,
    isTargetNamed: options.target !== undefined,
    runtimes: () => judged.flatMap(({ workspace, map }) => candidateTargets(map, workspace.config)),
    registryId: host => judged.map(({ map }) => map?.registryByHost(host)?.id).find(id => id !== undefined),
    mapAge: readAt && ago(readAt, now),
  });
  return { report: reportExplanation(explanation, workspaces), unread: [...unread, ...partlyRead] };
}
