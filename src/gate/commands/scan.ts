import type { ConfigOptions } from '../configFile.ts';
import { json } from '../report/json.ts';
import { reportScan, type ScanReport } from '../report/scanReport.ts';
import { scanText } from '../report/scanText.ts';
import type { Style } from '../report/style.ts';
import { readWorkspaces } from '../workspace.ts';
import { type Define, examples } from './definition.ts';
import { addReadingOptions, formatOption } from './readingOptions.ts';

interface ScanOptions extends ConfigOptions {
  readonly format: keyof typeof renderers;
}

const renderers = {
  text: scanText,
  json,
} as const satisfies Record<string, (report: ScanReport, style: Style) => string>;

export const define: Define = (command, terminal, done) => {
  addReadingOptions(command)
    .description('Lists the image references of manifests, with their positions. Reads files only.')
    .addOption(formatOption(['text', 'json']))
    .addHelpText('after', examples('acr-pull scan', 'acr-pull scan deploy charts/shop --format json'))
    .action(async (paths: readonly string[], options: ScanOptions) => {
      const { workspaces } = await readWorkspaces(paths, options, terminal);
      const style = { color: terminal.color, now: terminal.now() };
      terminal.out(renderers[options.format](reportScan(workspaces), style));
      done(0);
    });
};
