import { causes } from '../../causes/index.ts';
import { printable } from '../terminal/printable.ts';
import type { CheckReport, ReportedFinding } from './checkReport.ts';
import { sumOf } from './checkText.ts';
import { sentenceOf, severityOf } from './severity.ts';
import type { Style } from './style.ts';

/**
 * Commands that a runner of GitHub Actions turns into annotations.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-error-message
 */
export function github({ findings, summary }: CheckReport, style: Style): string {
  const lines = findings.flatMap(finding => {
    const severity = severityOf(finding);
    if (severity === null || severity === 'hint' || finding.cause === null) return [];
    const { file, line, column, endLine, endColumn } = finding.reference;
    const properties = [
      ['file', file],
      ['line', `${line}`],
      ['endLine', `${endLine}`],
      ['col', `${column}`],
      ['endColumn', `${endColumn}`],
      ['title', titleOf(finding)],
    ].map(
      ([name, value]) =>
        `${name}=${forGithub(value ?? '')
          .replaceAll(':', '%3A')
          .replaceAll(',', '%2C')}`,
    );
    const command = severity === 'information' ? 'notice' : severity;
    return [`::${command} ${properties.join(',')}::${forGithub(shown(sentenceOf(finding)))}`];
  });
  return [...lines, sumOf(summary, style), ''].join('\n');
}

/** https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function forGithub(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/**
 * Commands that an agent of Azure Pipelines turns into issues of the run; there are errors and warnings only.
 * https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands#logissue-log-an-error-or-warning
 */
export function azurePipelines({ findings, summary }: CheckReport, style: Style): string {
  const lines = findings.flatMap(finding => {
    const severity = severityOf(finding);
    if (severity === null || severity === 'hint' || finding.cause === null) return [];
    const { file, line, column } = finding.reference;
    const properties = [
      ['type', severity === 'error' ? 'error' : 'warning'],
      ['sourcepath', file],
      ['linenumber', `${line}`],
      ['columnnumber', `${column}`],
      ['code', finding.cause],
    ].map(
      ([name, value]) =>
        `${name}=${forAzure(value ?? '')
          .replaceAll(';', '%3B')
          .replaceAll(']', '%5D')}`,
    );
    return [`##vso[task.logissue ${properties.join(';')}]${forAzure(shown(sentenceOf(finding)))}`];
  });
  return [...lines, sumOf(summary, style), ''].join('\n');
}

/** https://github.com/microsoft/azure-pipelines-task-lib/blob/master/node/taskcommand.ts */
function forAzure(text: string): string {
  return text.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function titleOf({ cause, target, reference }: ReportedFinding): string {
  const what = cause === null ? '' : causes[cause].title;
  return printable(target ? `${target.name}: ${what}` : `${reference.text}: ${what}`);
}

/** A text of a manifest can't begin a command of its own on a new line. */
function shown(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
