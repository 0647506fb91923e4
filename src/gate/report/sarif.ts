import { causes, type VerdictCause } from '../../causes/index.ts';
import { withoutLinks } from '../../model/quote.ts';
import type { ReportedFix, ShownPlace } from '../../workspace/findingReport.ts';
import { version } from '../terminal/terminal.ts';
import { type CheckReport, type GateFinding, sentenceOf } from './checkReport.ts';
import { json } from './style.ts';

const levels = { error: 'error', warning: 'warning', information: 'note', hint: 'note', off: 'note' } as const;

/**
 * The findings as a SARIF 2.1.0 log, for code scanning of GitHub, the scans tab of Azure DevOps and viewers. A plainly
 * allowed pull is no result. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarif(report: CheckReport): string {
  const { findings, suppressed, summary } = report;
  const rules = [...new Set([...findings, ...suppressed].flatMap(({ cause }) => cause ?? []))].sort();
  const all = [
    ...findings.flatMap(finding => result(finding, rules)),
    ...suppressed.flatMap(({ reason, ...finding }) =>
      result(finding, rules).map(each => ({
        ...each,
        suppressions: [{ kind: 'external', justification: reason }],
      })),
    ),
  ];
  const results = mostSerious(all);
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'acr-pull', semanticVersion: version, rules: rules.map(rule) } },
        automationDetails: { id: categoryOf(report) },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            exitCode: summary.exitCode,
            ...(summary.reason === null ? {} : { exitCodeDescription: summary.reason }),
            toolExecutionNotifications: [
              ...summary.unread.map(file => ({
                level: 'warning',
                message: { text: withoutLinks(`${file} could not be read completely.`) },
                locations: [{ physicalLocation: { artifactLocation: artifact(file) } }],
              })),
              ...(summary.reason === null ? [] : [{ level: 'error', message: { text: summary.reason } }]),
              ...(all.length > results.length ? [tooMany(all.length - results.length)] : []),
            ],
          },
        ],
        results,
      },
    ],
  };
  return json(log);
}

/**
 * Runs for different targets are separate analyses. In one category, the later would close the alerts of the earlier:
 * https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
function categoryOf({ narrowedTo = [] }: CheckReport): string {
  return ['acr-pull', ...narrowedTo.toSorted()].map(part => `${encodeURIComponent(part)}/`).join('');
}

/** GitHub takes no file with more: https://docs.github.com/code-security/code-scanning/troubleshooting-sarif-uploads */
const most = 25_000;

function mostSerious<T extends { readonly level: string }>(results: readonly T[]): readonly T[] {
  if (results.length <= most) return results;
  return ['error', 'warning', 'note'].flatMap(level => results.filter(each => each.level === level)).slice(0, most);
}

function tooMany(number: number) {
  const text = `Less serious results are left out: ${number}. No more than ${most} fit.`;
  return { level: 'warning', message: { text } };
}

/** The same words, for readers without Markdown. */
function plain(markdown: string): string {
  return markdown.replaceAll(/\[([^[\]]+)\]\([^()]*\)/g, '$1').replaceAll(/[*`]/g, '');
}

function rule(id: VerdictCause) {
  const { title, severity, meaning, confirm, link } = causes[id];
  return {
    id,
    name: id.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title.replace(/^[a-z]/, letter => letter.toUpperCase()) },
    helpUri: link,
    fullDescription: { text: plain(meaning) },
    help: {
      text: `${plain(meaning)}\n\nTo confirm it: ${confirm}\n\nMore about it: ${link}`,
      markdown: `${meaning}\n\nTo confirm it:\n\n\`\`\`sh\n${confirm}\n\`\`\`\n\n[More about it](${link})`,
    },
    defaultConfiguration: { level: severity === 'off' ? 'none' : levels[severity], enabled: severity !== 'off' },
  };
}

function result(finding: GateFinding, rules: readonly VerdictCause[]) {
  const { cause, severity, reference, target, outcome, related, fixes } = finding;
  if (cause === null) return [];
  const only = {
    ruleId: cause,
    ruleIndex: rules.indexOf(cause),
    level: levels[severity],
    message: { text: withoutLinks(sentenceOf(finding)) },
    locations: [{ physicalLocation: place(reference), logicalLocations: [{ fullyQualifiedName: reference.where }] }],
    relatedLocations: related.map((each, i) => ({
      id: i + 1,
      physicalLocation: place(each),
      message: { text: each.role },
    })),
    // GitHub uses only the second, and would compute it from the line, which several targets share.
    partialFingerprints: { 'acrPull/v1': finding.fingerprint, primaryLocationLineHash: `${finding.fingerprint}:1` },
    fixes: fixes.flatMap(change),
    properties: { outcome, image: reference.image, target: target?.name ?? null, targetId: target?.id ?? null },
  };
  return [only];
}

/** SARIF's fixes are changes of files. The message has the changes in Azure. */
function change({ title, edit }: ReportedFix) {
  if (edit === null) return [];
  const { artifactLocation, region } = place(edit);
  const also = 'also' in edit ? edit.also : [];
  const replacements = [
    { region, newText: edit.newText },
    ...also.map(each => ({ region: place(each).region, ...each })),
  ].map(({ region: deletedRegion, newText: text }) => ({ deletedRegion, insertedContent: { text } }));
  return [{ description: { text: title }, artifactChanges: [{ artifactLocation, replacements }] }];
}

function place({ file, line, column, endLine, endColumn }: ShownPlace) {
  const region = { startLine: line, startColumn: column, endLine, endColumn };
  return { artifactLocation: artifact(file), region };
}

/** Relative to the root of the repository, as a URI: all characters are escaped except those of a path. */
function artifact(file: string) {
  return { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}
