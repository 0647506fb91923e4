// Workspaces of infrastructure code, judged without anything read from Azure, and what their comments expect.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import '../../read/readers.ts';
import type { AccessMap } from '../../../src/access/map.ts';
import { type PlannedWorld, planWorld } from '../../../src/access/planned/plannedWorld.ts';
import { changesOf, type TextEdit } from '../../../src/model/fix.ts';
import { runToEnd } from '../../../src/model/steps.ts';
import type { Finding } from '../../../src/model/verdict.ts';
import { type Config, emptyConfig } from '../../../src/workspace/config/config.ts';
import { examine } from '../../../src/workspace/engine.ts';
import type { PlannedMode } from '../../../src/workspace/planned/combine.ts';
import { BuiltFiles } from '../../build/builtFiles.ts';

const now = new Date('2026-11-24T12:00:00Z');

export interface Judged {
  readonly worlds: readonly PlannedWorld[];
  readonly findings: readonly Finding[];
}

/** All pulls of a workspace in the worlds that its code makes. */
export function judged(
  files: Iterable<readonly [name: string, text: string]>,
  {
    map,
    planned = 'with',
    config = emptyConfig,
  }: { readonly map?: AccessMap; readonly planned?: PlannedMode; readonly config?: Config } = {},
): Judged {
  const built = new BuiltFiles();
  const names: string[] = [];
  for (const [name, text] of files) {
    built.take(name, text);
    names.push(name);
  }
  const { deployments } = built;
  const worlds = runToEnd(deployments.worlds()).map(world => planWorld(world));
  const references = [...new Set([...names, ...deployments.shownFiles()])].sort().flatMap(file => built.pulls(file));
  const findings = examine(references, { config, map, now, accounts: built.accounts, worlds, planned });
  return { worlds, findings };
}

/** The files after an edit. */
export function edited(files: ReadonlyMap<string, string>, edit: TextEdit): ReadonlyMap<string, string> {
  const changes = changesOf(edit).toSorted((one, other) => other.span.start - one.span.start);
  const after = changes.reduce(
    (text, { span, newText }) => text.slice(0, span.start) + newText + text.slice(span.end),
    files.get(edit.file) ?? '',
  );
  return new Map(files).set(edit.file, after);
}

/** The folders of fixtures, by language and name: their files. */
export function workspaces(folder: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const found = new Map<string, Map<string, string>>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const [language = '', name = '', ...rest] = path.relative(folder, file).split(path.sep);
    const key = `${language}/${name}`;
    const files = found.get(key) ?? new Map<string, string>();
    found.set(key, files.set(rest.join('/'), readFileSync(file, 'utf8')));
  }
  return found;
}

export interface Want {
  readonly outcome: string;
  /** `grant`, `puller`, `target`, `registry`, `why`, `refusal`. `-` is none. */
  readonly parts: ReadonlyMap<string, string>;
}

/** `plan: allowed grant=pull` on a line. Several are divided by `;`. `not planned`: the code does not cover it. */
export function wantsIn(text: string): ReadonlyMap<number, readonly Want[]> {
  const wants = new Map<number, readonly Want[]>();
  for (const [at, line] of text.split('\n').entries()) {
    const written = /(?:\/\/|#|")\s*plan: ([^"]*(?:"[^"]*"[^"]*)*)/.exec(line)?.[1];
    if (written === undefined) continue;
    wants.set(at + 1, written.split(';').map(wantOf));
  }
  return wants;
}

function wantOf(text: string): Want {
  const [, outcome = '', rest = ''] = /^\s*(\w+)\s*(.*)$/s.exec(text) ?? [];
  const parts = [...rest.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g)];
  return { outcome, parts: new Map(parts.map(([, key = '', quoted, plain]) => [key, quoted ?? plain ?? ''])) };
}

export function partOf({ verdict, target }: Finding, key: string): string {
  const { planned } = verdict;
  switch (key) {
    case 'grant':
      return planned?.grant?.address ?? '-';
    case 'puller':
      return planned?.pullerAddress ?? '-';
    case 'registry':
      return planned?.registryAddress ?? '-';
    case 'runtime':
      return planned?.runtimeAddress ?? '-';
    case 'cause':
      return verdict.cause ?? '-';
    case 'mistake':
      return planned?.mistake?.grant?.address ?? '-';
    case 'refusal':
      return planned?.refusal?.cause ?? '-';
    case 'defaults':
      return planned?.defaults.join(',') || '-';
    case 'assumes':
      return verdict.assumptions.join(',') || '-';
    case 'world':
      return planned?.world ?? '-';
    case 'values':
      return planned?.values.join(',') || '-';
    case 'target':
      return target?.name ?? '-';
    default:
      return verdict.message;
  }
}
