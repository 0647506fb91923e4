import { homedir } from 'node:os';
import path from 'node:path';
import { examine } from '../../engine.ts';
import { explain } from '../../explain/explain.ts';
import type { Explanation } from '../../explain/explanation.ts';
import type { ImageReference } from '../../model/reference.ts';
import type { Finding } from '../../model/verdict.ts';
import type { ConfigOptions } from '../configFile.ts';
import { nameFrom } from '../fileNames.ts';
import { readAll } from '../readInput.ts';
import { type ExplainReport, reportExplanation } from '../report/explainReport.ts';
import { explainText } from '../report/explainText.ts';
import { json } from '../report/json.ts';
import { ago, type Style } from '../report/style.ts';
import { readMap } from '../snapshotFile.ts';
import { refuseUnknownTargets } from '../targetOption.ts';
import type { Terminal } from '../terminal.ts';
import { readWorkspaces } from '../workspace.ts';
import { collect, type Define, examples } from './definition.ts';
import { addConfigOptions, formatOption } from './readingOptions.ts';

interface ExplainOptions extends ConfigOptions {
  readonly in?: readonly string[];
  readonly target?: readonly string[];
  readonly snapshot?: string;
  readonly format: keyof typeof renderers;
}

const renderers = {
  text: explainText,
  json,
} as const satisfies Record<string, (report: ExplainReport, style: Style) => string>;

export const define: Define = (command, terminal, done) => {
  command
    .argument('[file]', 'the text of an error; without it, or with -, standard input', '-')
    .description(
      'Says of the text of an error, whatever printed it, whether a pull failed and why: causes, best first, each with the command that confirms it and the fix. Nothing of the text leaves this machine, and no secret in it is repeated.',
    )
    .option('--in <path>', 'look the image up in these manifests; may be given more than once', collect)
    .option('--target <name>', 'where the pull failed: a name of the config, or a resource id', collect)
    .option('--snapshot <file>', 'what is known of Azure, to decide between causes that read alike');
  addConfigOptions(command)
    .addOption(formatOption(['text', 'json']))
    .addHelpText(
      'after',
      `${examples(
        'kubectl describe pod checkout | acr-pull explain',
        'acr-pull explain error.txt --in deploy --snapshot access.json',
      )}
It exits with 0 whatever it finds, and with 1 where the text can't be read.
`,
    )
    .action(async (file: string, options: ExplainOptions) => {
      done(await explainFile(file, options, terminal));
    });
};

async function explainFile(file: string, options: ExplainOptions, terminal: Terminal): Promise<number> {
  const shown = nameFrom(terminal.cwd, path.resolve(terminal.cwd, file));
  const text = await readAll(file === '-' ? undefined : path.resolve(terminal.cwd, file), shown, terminal);
  const { explanation, workspaces } = await explainHere(text, options, terminal);
  const style = { color: terminal.color, columns: terminal.columns, now: terminal.now() };
  terminal.out(renderers[options.format](reportExplanation(explanation, workspaces), style));
  return 0;
}

/** With the manifests around, in which the image's line is looked up, and with what the map says of the pull. */
async function explainHere(text: string, options: ExplainOptions, terminal: Terminal) {
  const alone = explain(text);
  const isAsked = options.in !== undefined || options.snapshot !== undefined || options.target !== undefined;
  if (!isAsked && (alone.image === null || isTooWide(terminal.cwd))) return { explanation: alone, workspaces: [] };
  // What is wrong with manifests that nobody asked for is nothing to bother about here.
  const reader = options.in === undefined ? { ...terminal, err: () => {} } : terminal;
  const { workspaces } = await readWorkspaces(options.in ?? [], options, reader);
  const chosen = options.target ?? [];
  const judged = await Promise.all(
    workspaces.map(async workspace => {
      const map = await readMap(workspace, options.snapshot, terminal.cwd);
      refuseUnknownTargets(chosen, map, workspace.config);
      return { workspace, map };
    }),
  );
  const now = terminal.now();
  const readAt = judged.map(({ map }) => map?.readAt).find(moment => moment !== undefined);
  const verdicts = (references: readonly ImageReference[]): readonly Finding[] =>
    judged.flatMap(({ workspace, map }) => {
      const known = new Set(workspace.references);
      const own = references.filter(each => known.has(each) || each.file === '');
      return examine(own, { config: workspace.config, map, chosen, now });
    });
  const explanation: Explanation = explain(text, {
    references: workspaces.flatMap(workspace => workspace.references),
    examine: verdicts,
    registryId: host => judged.map(({ map }) => map?.registryByHost(host)?.id).find(id => id !== undefined),
    mapAge: readAt && ago(readAt, now),
  });
  return { explanation, workspaces };
}

/** A home folder or a whole disk holds everything, and reading it takes as long. */
function isTooWide(folder: string): boolean {
  return folder === homedir() || path.dirname(folder) === folder;
}
