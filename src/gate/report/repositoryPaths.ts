import path from 'node:path';
import { isWithin, repositoryAround } from '../../disk/boundary.ts';
import type { ShownPlace } from '../../workspace/findingReport.ts';
import { nameFrom } from '../files/nodeFiles.ts';
import type { CheckReport, GateFinding } from './checkReport.ts';

/**
 * The report with its files named from the root of the repository. Services that show it beside the code use such
 * names: GitHub, Azure DevOps and viewers of SARIF don't know the folder in which the gate was started. Files elsewhere
 * keep their names.
 */
export function fromRepository<T extends CheckReport>(report: T, cwd: string): T {
  const root = repositoryAround(cwd);
  if (root === undefined || root === cwd) return report;
  const rename = (file: string): string => {
    const at = path.resolve(cwd, file);
    return isWithin(root, at) && !isStandardInput(file) ? nameFrom(root, at) : file;
  };
  return {
    ...report,
    findings: report.findings.map(finding => renamed(finding, rename)),
    suppressed: report.suppressed.map(finding => renamed(finding, rename)),
    summary: { ...report.summary, unread: report.summary.unread.map(rename) },
  };
}

function renamed<T extends GateFinding>(finding: T, rename: (file: string) => string): T {
  const { reference, related, fixes } = finding;
  const place = <P extends Pick<ShownPlace, 'file'>>(at: P): P => ({ ...at, file: rename(at.file) });
  return {
    ...finding,
    reference: {
      ...place(reference),
      ...(reference.entry === undefined ? {} : { entry: rename(reference.entry) }),
    },
    related: related.map(place),
    fixes: fixes.map(fix => {
      if (fix.edit === null) return fix;
      const also = 'also' in fix.edit ? { also: fix.edit.also.map(place) } : {};
      return { ...fix, edit: { ...place(fix.edit), ...also } };
    }),
  };
}

/** The shown name of standard input. */
function isStandardInput(file: string): boolean {
  return file === 'stdin';
}
