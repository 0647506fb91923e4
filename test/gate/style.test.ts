import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../../src/gate/program.ts';
import type { CheckReport } from '../../src/gate/report/checkReport.ts';
import { checkText } from '../../src/gate/report/checkText.ts';
import { ago, widthsOf, wrapped } from '../../src/gate/report/style.ts';
import { oneLine } from '../../src/model/quote.ts';
import { root } from './gate.ts';

test('ages are told in their largest unit, and as a date when they are old or lie ahead', () => {
  const now = new Date('2026-11-24T12:00:00Z');
  const ages = ['2026-11-24T11:59:30Z', '2026-11-24T11:58:00Z', '2026-11-24T09:00:00Z', '2026-11-21T12:00:00Z'];
  assert.deepEqual(
    [...ages, '2026-01-01T00:00:00Z', '2026-11-24T12:00:01Z'].map(moment => ago(moment, now)),
    ['just now', '2 min ago', '3 h ago', '3 d ago', 'on 2026-01-01', 'on 2026-11-24'],
  );
});

test('what is printed is one line that says what it seems to say', () => {
  assert.equal(oneLine('größe 🐳 → x'), 'größe 🐳 → x');
  assert.equal(oneLine('a\nb\u001b[31m\u009b\u2028\u202e'), 'a\\u000ab\\u001b[31m\\u009b\\u2028\\u202e');
});

test('a terminal of 0 columns breaks no line between words', async () => {
  const written: string[] = [];
  const terminal = {
    cwd: root,
    color: false,
    now: () => new Date(),
    input: async () => Buffer.from('Failed to pull image "shop.azurecr.io/app:1": 401 Unauthorized'),
    out: (text: string) => void written.push(text),
    err: () => {},
  };
  assert.equal(await run(['explain', '--no-config'], terminal), 0);
  const wide = written.splice(0).join('');
  await run(['explain', '--no-config'], { ...terminal, columns: 0 });
  assert.equal(written.splice(0).join(''), wide);
  await run(['explain', '--no-config'], { ...terminal, columns: 40 });
  assert.notEqual(written.join(''), wide);
});

test('a cell far longer than the rest does not widen its column', () => {
  assert.deepEqual(
    widthsOf([
      ['a', 'bb'],
      ['a'.repeat(57), 'b'],
      ['aaa', ''],
    ]),
    [3, 2],
  );
});

const finding: CheckReport['findings'][number] = {
  reference: {
    file: 'a.yaml',
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 2,
    text: 'x',
    image: 'x',
    format: 'kubernetes',
    where: '',
    registry: null,
    repository: null,
    tag: null,
    digest: null,
    azure: true,
    unresolved: null,
    malformed: null,
  },
  target: null,
  puller: null,
  outcome: 'denied',
  cause: null,
  message: '',
  evidence: [],
  assumptions: [],
  fixes: [],
  related: [],
  severity: 'off',
  home: 'a.yaml',
  fingerprint: '',
  isFailure: true,
  source: {
    reference: {
      file: 'a.yaml',
      span: { start: 0, end: 1 },
      text: 'x',
      format: 'kubernetes',
      where: '',
      image: { kind: 'malformed', why: 'x', name: 'x' },
      workload: { platform: 'compose', name: 'x' },
      origins: [],
      settledAt: undefined,
    },
    target: null,
    verdict: {
      outcome: 'denied',
      cause: null,
      puller: null,
      message: '',
      evidence: [],
      assumptions: [],
      fixes: [],
      related: [],
    },
    ignored: null,
  },
};
const report: CheckReport = {
  findings: [finding],
  suppressed: [],
  fixed: null,
  coverage: null,
  notBuilt: [],
  summary: {
    images: 1,
    unjudged: 0,
    otherImages: 0,
    unresolvedRegistries: 0,
    otherTargets: 0,
    excluded: 0,
    targets: 0,
    allowed: 0,
    onceDeployed: 0,
    denied: 1,
    unknown: 0,
    suppressed: 0,
    tolerated: 0,
    causes: {},
    assuming: 0,
    assumptions: {},
    maps: [],
    unread: [],
    exitCode: 2,
    reason: 'Failed with exit code 2: 1 pull is denied.',
  },
};

test('colour marks the outcome, and only where it is asked for', () => {
  const now = new Date();
  assert.match(checkText(report, { color: true, now }), /\u001b\[31mdenied \u001b\[39m/);
  assert.doesNotMatch(checkText(report, { color: false, now }), /\u001b/);
});

test('in a narrow terminal nothing is padded, and sentences break between words', () => {
  const now = new Date();
  const message = `\`aks-eu\` can't pull this: ${'so it is, '.repeat(9)}.`;
  const verdict = { ...finding.source.verdict, cause: 'no-pull-role' as const, message };
  const source = { ...finding.source, verdict };
  const told = { ...finding, cause: 'no-pull-role' as const, message, source };
  const two = {
    ...report,
    findings: [told, { ...told, reference: { ...told.reference, file: 'a/longer/name.yaml' } }],
  };
  const of = (columns?: number) => checkText(two, { color: false, now, columns }).split('\n');
  assert.match(of()[1] ?? '', /^ {2}a\.yaml:1:1 {14}x$/);
  assert.match(of(60)[1] ?? '', /^ {2}a\.yaml:1:1 {2}x$/);
  assert.ok((of()[3] ?? '').length > 60);
  assert.ok(
    of(60)
      .slice(0, 5)
      .every(line => line.length <= 60),
  );
  assert.deepEqual(wrapped('a --scope=/subscriptions/1 b', '  ', { color: false, now, columns: 8 }), [
    '  a',
    '  --scope=/subscriptions/1',
    '  b',
  ]);
});
