import { listAsJson } from '../report/json.ts';
import { scannedReferences, scanText } from '../report/scanText.ts';
import type { Style } from '../report/style.ts';
import { leftOutLine, type ReadingOptions, readWorkspaces, type Workspace } from '../workspace.ts';
import { addReadingOptions, type Define, examples, exitAfterReading, formatOption } from './definition.ts';

interface ScanOptions extends ReadingOptions {
  readonly format: keyof typeof renderers;
}

/** Each gives its text in pieces. */
const renderers = {
  text: (workspaces, style) => scanText(scannedReferences(workspaces), style),
  json: workspaces => listAsJson('references', scannedReferences(workspaces)),
} as const satisfies Record<string, (workspaces: readonly Workspace[], style: Style) => Iterable<string>>;

export const define: Define = (command, terminal, done) => {
  addReadingOptions(command)
    .description('Lists the image references of manifests, with their positions. Reads files only.')
    .addOption(formatOption(['text', 'json']))
    .addHelpText('after', examples('acr-pull scan', 'acr-pull scan deploy charts/shop --format json'))
    .action(async (paths: readonly string[], options: ScanOptions) => {
      const reading = await readWorkspaces(paths, options, terminal);
      const style = { color: terminal.color, now: terminal.now() };
      let text = '';
      for (const piece of renderers[options.format](reading.workspaces, style)) {
        text += piece;
        if (text.length < WRITTEN_AT_ONCE) continue;
        terminal.out(text);
        text = '';
      }
      terminal.out(options.format === 'text' ? text + leftOutLine(reading) : text);
      done(exitAfterReading([...reading.unread, ...reading.partlyRead], terminal));
    });
};

/** In UTF-16 units. */
const WRITTEN_AT_ONCE = 64 * 1024;
