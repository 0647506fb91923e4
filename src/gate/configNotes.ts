import path from 'node:path';
import type { AccessMap } from '../access/map.ts';
import { lineStartsOf, positionAt } from '../manifests/source/lineStarts.ts';
import type { Finding } from '../model/verdict.ts';
import { mistakesIn } from '../workspace/config/mistakes.ts';
import { nameFrom } from './files/fileNames.ts';
import { note, type Terminal } from './terminal/terminal.ts';
import { inputName, type Workspace } from './workspace.ts';

/**
 * Tells of what the config says in vain, or of what does not exist. It changes no verdict and no exit code: a config that
 * can't be used at all has been refused before.
 */
export function noteConfigMistakes(
  { config, root, manifests, isWhole }: Workspace,
  map: AccessMap | undefined,
  findings: readonly Finding[],
  chosen: readonly string[],
  terminal: Terminal,
): void {
  // What is rendered and piped in is none of the files that the config speaks of.
  if (config.file === undefined || manifests.includes(inputName)) return;
  const lines = lineStartsOf(config.source.text);
  const shown = nameFrom(terminal.cwd, path.join(root, config.file));
  // Of a part of the images, or for one of the targets, nothing can be called idle.
  const all = isWhole && chosen.length === 0 ? findings : undefined;
  for (const { message, span } of mistakesIn({ config, map, manifests, findings: all })) {
    const { line, character } = positionAt(lines, span.start);
    note(terminal, `${shown}:${line + 1}:${character + 1}: ${message}`);
  }
}
