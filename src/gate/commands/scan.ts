import { leftOutLine } from '../reading/notes.ts';
import { type ReadingOptions, readWorkspaces } from '../reading/readWorkspaces.ts';
import { reportScan, type ScanReport, scanText } from '../report/scanText.ts';
import { json, type Style } from '../report/style.ts';
import { styleOf } from '../terminal/terminal.ts';
import { addReadingOptions, type Define, examples, exitAfterReading, formatOption } from './definition.ts';

interface ScanOptions extends ReadingOptions {
  readonly format: keyof typeof renderers;
}

const renderers = {
  text: scanText,
  json,
} as const satisfies Record<string, (report: ScanReport, style: Style) => string>;

export const define: Define = (command, terminal) => {
  addReadingOptions(command)
    .description(
      'Lists the image references in your manifests, with their positions. Reads only files, and does not use the network.',
    )
    .addOption(formatOption(renderers))
    .addHelpText('after', examples('acr-pull scan', 'acr-pull scan deploy charts/shop --format json'));
  return async (paths: readonly string[], options: ScanOptions) => {
    const reading = await readWorkspaces(paths, options, terminal);
    terminal.out(renderers[options.format](reportScan(reading.workspaces), styleOf(terminal)));
    if (options.format === 'text') terminal.out(leftOutLine(reading));
    return exitAfterReading([...reading.unread, ...reading.partlyRead], terminal);
  };
};
