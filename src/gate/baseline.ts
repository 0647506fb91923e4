import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { nameFrom } from './files/fileNames.ts';
import { readNeeded } from './files/nodeFiles.ts';
import type { CheckReport, ReportedFinding } from './report/checkReport.ts';
import { fingerprints } from './report/fingerprint.ts';
import { Refusal, reasonOf } from './terminal/terminal.ts';

const schema = v.object({ version: v.literal(1), findings: v.record(v.string(), v.string()) });

/** The findings that were there before, by fingerprint; only what is new besides them counts. */
export type Baseline = ReadonlySet<string>;

export async function readBaseline(file: string, cwd: string): Promise<Baseline> {
  const shown = nameFrom(cwd, path.resolve(cwd, file));
  const text = await readNeeded(path.resolve(cwd, file), shown);
  const read = v.safeParse(schema, parsed(text));
  if (read.success) return new Set(Object.keys(read.output.findings));
  throw new Refusal(`${shown} is no baseline; write one with --write-baseline`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Writes down all that is not plainly allowed. Sorted, so that a change of it shows well in a review. */
export async function writeBaseline(file: string, report: CheckReport, cwd: string): Promise<number> {
  const findings = [...fingerprints(report)]
    .filter(([finding]) => finding.cause !== null)
    .map(([finding, print]) => [print, summaryOf(finding)] as const)
    .sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0));
  const text = `${JSON.stringify({ version: 1, findings: Object.fromEntries(findings) }, null, 2)}\n`;
  const target = path.resolve(cwd, file);
  await writeFile(target, text).catch((error: unknown) => {
    throw new Refusal(`cannot write ${nameFrom(cwd, target)}: ${reasonOf(error)}`);
  });
  return findings.length;
}

function summaryOf({ reference, target, outcome, cause }: ReportedFinding): string {
  return `${reference.file} · ${reference.where} · ${reference.text} → ${target?.name ?? 'no target'}: ${outcome}, ${cause}`;
}
