import { causes } from '../../causes/index.ts';
import { azurePipelinesIssue, githubCommand } from '../../model/quote.ts';
import type { CheckReport, ReportedFinding } from './checkReport.ts';
import { sentenceOf } from './checkReport.ts';
import { sumOf } from './checkText.ts';
import type { Style } from './style.ts';

/** Annotations of GitHub Actions. */
export function github({ findings, summary }: CheckReport, style: Style): string {
  const lines = findings.flatMap(finding => {
    const level = levelOf(finding);
    if (level === null) return [];
    const { file, line, column: col, endLine, endColumn } = finding.reference;
    const command = level === 'information' ? 'notice' : level;
    const properties = { file, line, endLine, col, endColumn, title: titleOf(finding) };
    return [githubCommand(command, properties, sentenceOf(finding))];
  });
  const gaps = summary.unread.map(file => githubCommand('warning', { file, title: 'Not read' }, gap(file)));
  const why = summary.reason === null ? [] : [githubFailure(summary.reason)];
  return [...lines, ...gaps, sumOf(summary, style), ...why, ''].join('\n');
}

export function githubFailure(reason: string): string {
  return githubCommand('error', { title: 'acr-pull' }, reason);
}

/** Issues of a run of Azure Pipelines; there are errors and warnings only. */
export function azurePipelines({ findings, summary }: CheckReport, style: Style): string {
  const lines = findings.flatMap(finding => {
    const level = levelOf(finding);
    if (level === null) return [];
    const { file, line, column } = finding.reference;
    const place = { sourcepath: file, linenumber: line, columnnumber: column };
    const type = level === 'error' ? 'error' : 'warning';
    return [azurePipelinesIssue({ type, ...place, code: finding.cause ?? '' }, sentenceOf(finding))];
  });
  const gaps = summary.unread.map(file => azurePipelinesIssue({ type: 'warning', sourcepath: file }, gap(file)));
  const why = summary.reason === null ? [] : [azurePipelinesFailure(summary.reason)];
  return [...lines, ...gaps, sumOf(summary, style), ...why, ''].join('\n');
}

export function azurePipelinesFailure(reason: string): string {
  return azurePipelinesIssue({ type: 'error' }, reason);
}

function gap(file: string): string {
  return `${file} could not be read completely.`;
}

/** Null for a finding that no annotation is made of. */
function levelOf({ severity }: ReportedFinding): 'error' | 'warning' | 'information' | null {
  return severity === 'off' || severity === 'hint' ? null : severity;
}

function titleOf({ cause, target, reference }: ReportedFinding): string {
  const about = cause === null ? '' : causes[cause].title;
  return `${target ? target.name : reference.image}: ${about}`;
}
