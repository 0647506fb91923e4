import { causes } from '../../causes/index.ts';
import { azurePipelinesIssue, githubCommand } from '../../model/quote.ts';
import { type CheckReport, type GateFinding, groupReported, type ReportedGroup } from './checkReport.ts';
import { sizeOfGroup, subjectOf, sumOf } from './checkText.ts';
import { count, type Style } from './style.ts';

type Level = 'error' | 'warning' | 'information';

/** One line of a log that a CI system shows as an annotation, at its first place. */
interface Annotation {
  readonly level: Level;
  readonly title: string;
  readonly text: string;
  readonly place?: Place | undefined;
  /** The number of its pulls. */
  readonly pulls: number;
  readonly cause?: string | undefined;
}

interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** A CI system: its type of annotation for each level, and its command. */
interface System {
  readonly types: Readonly<Record<Level, string>>;
  write(type: string, annotation: Annotation): string;
}

const systems = {
  github: {
    types: { error: 'error', warning: 'warning', information: 'notice' },
    write: (type, { place, title, text }) => {
      const { file, line, endLine, column: col, endColumn } = place ?? {};
      return githubCommand(type, stated({ file, line, endLine, col, endColumn, title }), text);
    },
  },
  'azure-pipelines': {
    types: { error: 'error', warning: 'warning', information: 'warning' }, // there are no others
    write: (type, { place, cause, text }) => {
      const { file: sourcepath, line: linenumber, column: columnnumber } = place ?? {};
      return azurePipelinesIssue(stated({ type, sourcepath, linenumber, columnnumber, code: cause }), text);
    },
  },
} as const satisfies Readonly<Record<string, System>>;

function stated(properties: Readonly<Record<string, string | number | undefined>>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/**
 * Agents drop more than ten of a type in a step:
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/ExecutionContext.cs (`_maxCountPerIssueType`)
 * https://github.com/microsoft/azure-pipelines-agent/blob/master/src/Agent.Worker/ExecutionContext.cs
 * (`_maxIssueCount`)
 */
const mostOfType = 10;
/** The same runner cuts a message at 4,096 characters. Half a command must not be copied. */
const mostCharacters = 4000;
/** Images, or files, that one annotation names. */
const mostNamed = 5;

/**
 * One annotation for each cause at one registry and target. The failure is first: no agent drops it. Annotations beyond
 * a step's limit are counted, and the summary of the run lists them.
 */
export function annotations(name: keyof typeof systems, report: CheckReport, style: Style): string {
  const { summary } = report;
  const { types, write }: System = systems[name];
  const all = [...failures(summary.reason), ...gaps(summary.unread), ...groupsIn(report.findings)];
  const byType = Map.groupBy(all, ({ level }) => types[level]);
  const shown = [...byType].flatMap(([type, each]) => each.slice(0, mostOfType).map(one => write(type, one)));
  const rest = [...byType.values()].flatMap(each => each.slice(mostOfType));
  return [...shown, sumOf(summary, style), ...restIn(rest, style), ''].join('\n');
}

/** Annotations are all that people see of a run in CI, so a refusal is one, too. Undefined in any other format. */
export function failureIn(format: string, reason: string): string | undefined {
  const system: System | undefined = Object.entries(systems).find(([name]) => name === format)?.[1];
  const [failure] = failures(reason);
  return failure && system?.write(system.types.error, failure);
}

function failures(reason: string | null): readonly Annotation[] {
  return reason === null ? [] : [{ level: 'error', title: 'acr-pull', text: reason, pulls: 0 }];
}

function gaps(unread: readonly string[]): readonly Annotation[] {
  const [file] = unread;
  if (file === undefined) return [];
  const text =
    unread.length === 1
      ? `${file} could not be read completely.`
      : `${unread.length} files or folders could not be read completely: ${listed(unread)}`;
  return [{ level: 'warning', title: 'Not read', text, place: { file }, pulls: 0 }];
}

const levels: readonly Level[] = ['error', 'warning', 'information'];

/**
 * Denied ones first, and among these the ones with the most pulls. A team may tolerate some pulls of a cause: each
 * level has its own groups.
 */
function groupsIn(findings: readonly GateFinding[]): readonly Annotation[] {
  return levels.flatMap(level =>
    groupReported(findings.filter(({ severity }) => severity === level)).flatMap(group => annotationOf(group, level)),
  );
}

function annotationOf(group: ReportedGroup, level: Level): readonly Annotation[] {
  const { cause, items, targets, reasons, fixes } = group;
  const [first] = items;
  if (first === undefined || cause === null) return [];
  const { reference } = first;
  const many = sizeOfGroup(group);
  const registries = items.length === 1 ? [reference.image] : group.registries;
  const subject = subjectOf({ registries, targets });
  const images = items.map(each => `${each.reference.image} (${each.reference.file}:${each.reference.line})`);
  const [reason = '', ...others] = reasons;
  const [target = ''] = targets.length === 1 ? targets : [];
  const [fix] = fixes;
  const more = others.length > 0 ? [`and ${count(others.length, 'more reason')}`] : [];
  const text = [
    reason.includes(target) ? reason : `${reason} (${target})`,
    ...more,
    items.length === 1 ? `Image: ${reference.image}` : `${many}: ${listed(images)}`,
    ...(fix === undefined
      ? []
      : [`Fix: ${fix.bash ?? fix.title}${fix.isMerged ? '; acr-pull fix writes the command' : ''}`]),
  ];
  const size = items.length === 1 ? [] : [many];
  return [
    {
      level,
      title: `${causes[cause].title}: ${[subject, ...size].join(', ')}`,
      text: whole(text),
      place: reference,
      pulls: items.length,
      cause,
    },
  ];
}

function listed(names: readonly string[]): string {
  const rest = names.length - mostNamed;
  return `${names.slice(0, mostNamed).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** The lines that fit. A line that does not fit is left out as a whole. */
function whole(lines: readonly string[]): string {
  let left = mostCharacters;
  return lines
    .filter(({ length }) => {
      left -= length + 1;
      return left >= 0;
    })
    .join('\n');
}

function restIn(rest: readonly Annotation[], { summary }: Style): readonly string[] {
  if (rest.length === 0) return [];
  const pulls = rest.reduce((sum, each) => sum + each.pulls, 0);
  const where = summary ? 'the summary lists them' : '--summary FILE lists them';
  return [`Not annotated: ${count(rest.length, 'cause')} of ${count(pulls, 'pull')}; ${where}`];
}
