import { existsSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { mostBytes } from '../workspace/files.ts';
import { named, readNeededText, writeNamed } from './files/nodeFiles.ts';
import type { CheckReport, FixedFinding, ReportedFinding } from './report/checkReport.ts';
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

/** Findings that were there before, by fingerprint; they do not count any more. */
export type Baseline = ReadonlyMap<string, BaselineEntry>;
type BaselineEntry = v.InferOutput<typeof entry>;

export async function readBaseline(file: string, cwd: string, followLinks = false): Promise<Baseline> {
  const needed = named(file, cwd, mostBytes.baseline, followLinks);
  const text = await readNeededText(needed);
  const read = v.safeParse(schema, text);
  if (read.success) return new Map(Object.entries(read.output.findings));
  throw new Refusal(`${needed.shown} is not a baseline of this version; write one with --write-baseline`);
}

/** Writes down all that is not plainly allowed. Sorted, so that a change of it shows well in a review. */
export async function writeBaseline(file: string, report: CheckReport, cwd: string): Promise<number> {
  const order = ({ file: name, where, image, target }: BaselineEntry) => [name, where, image, target ?? ''].join('\0');
  const findings = [...report.findings, ...report.suppressed]
    .filter(({ cause }) => cause !== null)
    .map(finding => [finding.fingerprint, entryOf(finding)] as const)
    .sort(([, a], [, b]) => (order(a) < order(b) ? -1 : 1));
  await writeNamed(file, json({ version: 2, findings: Object.fromEntries(findings) }), { cwd });
  return findings.length;
}

function entryOf({ reference, target, outcome, cause, home }: ReportedFinding): BaselineEntry {
  const { where, image } = reference;
  return { file: home, where, image, target: target?.name ?? null, outcome, cause };
}

/** More stale entries than these are counted. */
const mostStale = 10;

/**
 * The entries that no finding matches any more, among the files that `isRead` says were read; those of files that are
 * gone count, too. `bases`: the folders that the entries' files may be relative to.
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
