import { examine } from '../../engine.ts';
import type { ConfigOptions } from '../configFile.ts';
import { exitCodeOf } from '../exitCode.ts';
import { type CheckReport, type Examined, reportCheck } from '../report/checkReport.ts';
import { checkText } from '../report/checkText.ts';
import { json } from '../report/json.ts';
import type { Style } from '../report/style.ts';
import { readMap } from '../snapshotFile.ts';
import { refuseUnknownTargets } from '../targetOption.ts';
import type { Terminal } from '../terminal.ts';
import { readWorkspaces } from '../workspace.ts';
import { collect, type Define, examples } from './definition.ts';
import { addReadingOptions, formatOption } from './readingOptions.ts';

interface CheckOptions extends ConfigOptions {
  readonly target?: readonly string[];
  readonly snapshot?: string;
  readonly allowUnknown?: boolean;
  readonly format: keyof typeof renderers;
}

const renderers = {
  text: checkText,
  json,
} as const satisfies Record<string, (report: CheckReport, style: Style) => string>;

export const define: Define = (command, terminal, done) => {
  addReadingOptions(command)
    .description(
      'Says of each image of an Azure registry whether the targets of its manifest can pull it, and why not.',
    )
    .option('--target <name>', 'only this target, by its name or resource id; may be given more than once', collect)
    .option('--snapshot <file>', 'what is known of Azure, instead of the snapshot that the config names')
    .option('--allow-unknown', 'exit with 0 where nothing is denied and something is unknown')
    .addOption(formatOption(['text', 'json']))
    .addHelpText('after', help)
    .action(async (paths: readonly string[], options: CheckOptions) => {
      done(await check(paths, options, terminal));
    });
};

const help = `${examples('acr-pull check samples', 'acr-pull check deploy --target aks-prod --snapshot access.json')}
Exit codes:
  0  every pull is allowed
  1  the command could not do its work
  2  a pull is denied
  3  none is denied, and of some it is not known
  4  there is nothing to check
`;

async function check(paths: readonly string[], options: CheckOptions, terminal: Terminal): Promise<number> {
  const now = terminal.now();
  const chosen = options.target ?? [];
  const { workspaces, unread } = await readWorkspaces(paths, options, terminal);
  const examined: Examined[] = [];
  for (const workspace of workspaces) {
    const map = await readMap(workspace, options.snapshot, terminal.cwd);
    refuseUnknownTargets(chosen, map, workspace.config);
    const findings = examine(workspace.references, { config: workspace.config, map, chosen, now });
    examined.push({ workspace, map, findings });
  }
  const report = reportCheck(examined, unread);
  terminal.out(renderers[options.format](report, { color: terminal.color, now }));
  return exitCodeOf(report.summary, options.allowUnknown ?? false);
}
