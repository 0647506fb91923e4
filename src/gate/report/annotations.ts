import { causes } from '../../causes/index.ts';
import { azurePipelinesIssue, githubCommand } from '../../model/quote.ts';
import { type CheckReport, type ReportedFinding, sentenceOf } from './checkReport.ts';
import { sumOf } from './checkText.ts';
import type { Style } from './style.ts';

type Level = 'error' | 'warning' | 'information';

/** The commands by which a CI system takes annotations from a log. */
interface Annotations {
  finding(level: Level, finding: ReportedFinding): string;
  gap(file: string, sentence: string): string;
  failure(reason: string): string;
}

const systems = {
  github: {
    finding: (level, finding) => {
      const { file, line, column: col, endLine, endColumn } = finding.reference;
      const properties = { file, line, endLine, col, endColumn, title: titleOf(finding) };
      return githubCommand(level === 'information' ? 'notice' : level, properties, sentenceOf(finding));
    },
    gap: (file, sentence) => githubCommand('warning', { file, title: 'Not read' }, sentence),
    failure: reason => githubCommand('error', { title: 'acr-pull' }, reason),
  },
  'azure-pipelines': {
    finding: (level, finding) => {
      const { file, line, column } = finding.reference;
      const type = level === 'error' ? 'error' : 'warning'; // there are no others
      const place = { sourcepath: file, linenumber: line, columnnumber: column };
      return azurePipelinesIssue({ type, ...place, code: finding.cause ?? '' }, sentenceOf(finding));
    },
    gap: (file, sentence) => azurePipelinesIssue({ type: 'warning', sourcepath: file }, sentence),
    failure: reason => azurePipelinesIssue({ type: 'error' }, reason),
  },
} as const satisfies Readonly<Record<string, Annotations>>;

export function annotations(system: keyof typeof systems, { findings, summary }: CheckReport, style: Style): string {
  const { finding, gap, failure } = systems[system];
  return [
    ...findings.flatMap(each => {
      const { severity } = each;
      return severity === 'off' || severity === 'hint' ? [] : finding(severity, each);
    }),
    ...summary.unread.map(file => gap(file, `${file} could not be read completely.`)),
    sumOf(summary, style),
    ...(summary.reason === null ? [] : [failure(summary.reason)]),
    '',
  ].join('\n');
}

/** Annotations are all that people see of a run in CI, so a refusal is one, too; undefined in any other format. */
export function failureIn(format: string, reason: string): string | undefined {
  return Object.entries(systems)
    .find(([name]) => name === format)?.[1]
    .failure(reason);
}

function titleOf({ cause, target, reference }: ReportedFinding): string {
  const about = cause === null ? '' : causes[cause].title;
  return `${target ? target.name : reference.image}: ${about}`;
}
