import path from 'node:path';
import type { AccessMap } from '../access/map.ts';
import type { Finding } from '../model/verdict.ts';
import { mistakesIn } from '../workspace/config/mistakes.ts';
import { nameFrom } from './files/fileNames.ts';
import { Lines } from './files/lines.ts';
import { note, type Terminal } from './terminal/terminal.ts';
import type { Workspace } from './workspace.ts';

/**
 * Tells of what the config says in vain, or of what does not exist. It changes no verdict and no exit code: a config that
 * can't be used at all has been refused before.
 */
export function noteConfigMistakes(
  { config, root, manifests, isWhole }: Workspace,
  map: AccessMap | undefined,
  findings: readonly Finding[],
  isNarrow: boolean,
  terminal: Terminal,
): void {
  if (config.file === undefined) return;
  const lines = new Lines(config.source.text);
  const shown = nameFrom(terminal.cwd, path.join(root, config.file));
  // Of a part of the images, or for one of the targets, nothing can be called idle.
  const all = isWhole && !isNarrow ? findings : undefined;
  for (const { message, span } of mistakesIn({ config, map, manifests, findings: all })) {
    const { line, column } = lines.rangeOf(span);
    note(terminal, `${shown}:${line}:${column}: ${message}`);
  }
}
