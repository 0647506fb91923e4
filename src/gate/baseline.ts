import { existsSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { mostBytes } from '../workspace/files.ts';
import { namedFile, readNeededText, writeNamed } from './files/nodeFiles.ts';
import type { CheckReport, FixedFinding, GateFinding } from './report/checkReport.ts';
import { count, json } from './report/style.ts';
import { Refusal } from './terminal/terminal.ts';

const entry = v.object({
  /** Relative to the root of the repository, or else to the folder of the config. */
  file: v.string(),
  where: v.string(),
  image: v.string(),
  target: v.nullable(v.string()),
  outcome: v.string(),
  cause: v.nullable(v.string()),
});
const findings = v.pipe(
  v.custom<object>(value => !Array.isArray(value)), // a list is a record to valibot, too
  v.record(v.string(), entry),
);
const schema = v.pipe(v.string(), v.parseJson(), v.object({ version: v.literal(2), findings }));

/** Findings that existed before, by fingerprint. They no longer count. */
export type Baseline = ReadonlyMap<string, BaselineEntry>;
type BaselineEntry = v.InferOutput<typeof entry>;

export async function readBaseline(file: string, cwd: string, followLinks = false): Promise<Baseline> {
  const needed = namedFile(file, cwd, mostBytes.baseline, followLinks);
  const text = await readNeededText(needed);
  const read = v.safeParse(schema, text);
  if (read.success) return new Map(Object.entries(read.output.findings));
  throw new Refusal(`${needed.shown} is not a baseline of this version; write one with --write-baseline`);
}

/**
 * Writes all findings that are not plainly allowed. They are sorted, which keeps a diff small in a review. Entries of a
 * former baseline that this run does not cover stay as they are.
 */
export async function writeBaseline(
  file: string,
  report: CheckReport,
  cwd: string,
  kept: Baseline = new Map(),
): Promise<number> {
  const order = ({ file: name, where, image, target }: BaselineEntry) => [name, where, image, target ?? ''].join('\0');
  const found = [...report.findings, ...report.suppressed]
    .filter(({ cause }) => cause !== null)
    .map(finding => [finding.fingerprint, entryOf(finding)] as const);
  const findings = [...new Map([...kept, ...found])].sort(([, a], [, b]) => (order(a) < order(b) ? -1 : 1));
  await writeNamed(file, json({ version: 2, findings: Object.fromEntries(findings) }), { cwd });
  return found.length;
}

/** The part of a baseline that a run covers. */
export interface Scope {
  /** True if nothing narrows the run. Then a file that is no baseline of this version is replaced. */
  readonly isWhole: boolean;
  /** True if only new and worse pulls are reported. Then nothing is known of the others. */
  readonly isDifference: boolean;
  /** The targets that a person narrowed the run to. */
  readonly targets: readonly string[];
  /** The folders that the entries' files may be relative to. */
  readonly bases: readonly string[];
  isRead(file: string): boolean;
}

/** Returns the entries of the file to be written that a run with this scope can't judge: they may still occur. */
export async function entriesOutside(scope: Scope, file: string, cwd: string, followLinks = false): Promise<Baseline> {
  if (!existsSync(path.resolve(cwd, file))) return new Map();
  const before = await readBaseline(file, cwd, followLinks).catch((error: unknown) => {
    if (scope.isWhole && error instanceof Refusal) return new Map<string, BaselineEntry>();
    throw error;
  });
  return new Map([...before].filter(([, each]) => !covers(scope, each)));
}

function covers({ isDifference, targets, bases, isRead }: Scope, { file, target }: BaselineEntry): boolean {
  if (isDifference) return false;
  if (targets.length > 0 && (target === null || !targets.includes(target))) return false;
  return bases.some(base => isRead(path.resolve(base, file)));
}

function entryOf({ reference, target, outcome, cause, home }: GateFinding): BaselineEntry {
  const { where, image } = reference;
  return { file: home, where, image, target: target?.name ?? null, outcome, cause };
}

/** More stale entries than these are counted. */
const mostStale = 10;

/**
 * Returns the entries that no finding matches any more, among the files that `isRead` knows as read. Entries of deleted
 * files count, too. `bases`: the folders that the entries' files may be relative to.
 */
export function staleIn(
  baseline: Baseline,
  { findings, suppressed }: CheckReport,
  bases: readonly string[],
  isRead: (file: string) => boolean,
): readonly FixedFinding[] {
  const found = new Set([...findings, ...suppressed].map(({ fingerprint }) => fingerprint));
  return [...baseline].flatMap(([print, each]) => {
    const files = bases.map(base => path.resolve(base, each.file));
    const isOver = files.some(isRead) || !files.some(file => existsSync(file));
    return !found.has(print) && isOver ? [each] : [];
  });
}

export function staleText(stale: readonly FixedFinding[]): string {
  const line = ({ file, where, image, target, cause }: FixedFinding) =>
    `  ${file} · ${where} · ${image} → ${target ?? 'target unknown'}: ${cause}`;
  return [
    `${count(stale.length, 'entry', 'entries')} of the baseline no longer occur; update it with --write-baseline:`,
    ...stale.slice(0, mostStale).map(line),
    ...(stale.length > mostStale ? [`  and ${stale.length - mostStale} more`] : []),
  ].join('\n');
}
