import { causes } from '../../causes/index.ts';
import { quoteForXml } from '../../model/quote.ts';
import { type CheckReport, type GateFinding, groupReported, sentenceOf } from './checkReport.ts';
import { sumOf } from './checkText.ts';
import { count, type Style } from './style.ts';

/**
 * The findings as a JUnit report, which every CI system shows. It has one suite for each target, with one case for each
 * image. A suite for the whole run has one case, which fails if the gate fails. There is no standard. Jenkins and Azure
 * Pipelines read this:
 * https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 * https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/publish-test-results-v2#result-formats-mapping
 */
export function junit({ findings, summary }: CheckReport, style: Style): string {
  const roots = new Map(
    groupReported(findings).flatMap(({ items }) => items.map(each => [each, items.length] as const)),
  );
  const suites = Map.groupBy(findings, ({ target }) => target?.name ?? 'target unknown');
  const sum = quoteForXml(sumOf(summary, style));
  const run: Case = {
    name: 'the run as a whole',
    classname: 'acr-pull',
    ...(summary.reason === null
      ? { outcome: 'passed', result: element('system-out', {}, sum) }
      : { outcome: 'failed', result: element('failure', { message: summary.reason, type: 'exit-code' }, sum) }),
  };
  const all = [
    suiteOf('acr-pull', [run, ...summary.unread.map(unreadCase)]),
    ...[...suites].map(([name, group]) =>
      suiteOf(
        name,
        group.map(each => caseOf(each, roots.get(each) ?? 1)),
      ),
    ),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="acr-pull">\n${all.join('')}</testsuites>\n`;
}

interface Case {
  readonly name: string;
  readonly classname: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** The XML elements inside. */
  readonly result: string;
}

function suiteOf(name: string, cases: readonly Case[]): string {
  const of = (wanted: Case['outcome']) => cases.filter(({ outcome }) => outcome === wanted).length;
  const numbers = { tests: cases.length, failures: of('failed'), errors: 0, skipped: of('skipped') };
  const lines = cases.map(({ name: image, classname, result }) =>
    element('testcase', { name: image, classname }, result),
  );
  return element('testsuite', { name, ...numbers }, `\n${lines.join('')}`);
}

function unreadCase(file: string): Case {
  const result = element('failure', { message: `${file} could not be read completely.`, type: 'unread' }, '');
  return { name: file, classname: 'acr-pull', outcome: 'failed', result };
}

/**
 * A finding that the gate tolerates is no failure. An unknown one is skipped, and one that works badly has an output.
 */
function caseOf(finding: GateFinding, images: number): Case {
  const { reference, target, outcome, cause, isFailure } = finding;
  // Systems follow a test from run to run by these, so they include neither a line nor a tag.
  const by = reference.entry === undefined ? '' : ` (${reference.entry})`;
  const base = { name: `${reference.where} → ${target?.name ?? 'target unknown'}${by}`, classname: reference.file };
  if (cause === null) return { ...base, outcome: 'passed', result: '' };
  const shared = images > 1 ? `\nOne cause with one fix for ${count(images, 'image')}.` : '';
  const text = `${reference.file}:${reference.line}:${reference.column}: ${sentenceOf(finding)}\n${causes[cause].link}${shared}`;
  const lines = text.split('\n').map(quoteForXml).join('\n');
  const message = `${outcome}: ${causes[cause].title}`;
  if (isFailure) return { ...base, outcome: 'failed', result: element('failure', { message, type: cause }, lines) };
  if (outcome === 'allowed') return { ...base, outcome: 'passed', result: element('system-out', {}, lines) };
  return { ...base, outcome: 'skipped', result: element('skipped', { message: `${message}, and tolerated` }, '') };
}

function element(name: string, attributes: Readonly<Record<string, string | number>>, content: string): string {
  const inside = Object.entries(attributes).map(([key, value]) => ` ${key}="${quoteForXml(String(value))}"`);
  return `<${name}${inside.join('')}>${content}</${name}>\n`;
}
