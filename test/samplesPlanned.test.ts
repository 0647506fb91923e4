// samples-planned/ is infrastructure code without a snapshot: each pull in it has the verdict that expected.json lists, and
// its fixes let it through.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Finding } from '../src/model/verdict.ts';
import { edited, judged } from './access/planned/planned.ts';

const folder = path.resolve(import.meta.dirname, '../samples-planned');
const files = new Map(
  globSync('**/*.{bicep,tf,yaml,json}', { cwd: folder })
    .map(name => name.replaceAll('\\', '/'))
    .filter(name => name !== 'expected.json')
    .sort()
    .map(name => [name, readFileSync(path.join(folder, name), 'utf8')]),
);

interface Expected {
  readonly file: string;
  readonly line: number;
  readonly target: string | null;
  readonly outcome: string;
  readonly cause: string | null;
  /** The place of the grant that allows it, or that has its mistake. */
  readonly grant: string | null;
}

function rowOf({ reference, target, verdict }: Finding, texts: ReadonlyMap<string, string>): Expected {
  const lineOf = (file: string, offset: number) => (texts.get(file) ?? '').slice(0, offset).split('\n').length;
  const { file, span } = reference;
  const grant = verdict.planned?.mistake?.grant ?? verdict.planned?.grant;
  return {
    file,
    line: lineOf(file, span.start),
    target: target?.name ?? null,
    outcome: verdict.outcome,
    cause: verdict.cause,
    grant: grant ? `${grant.file}:${lineOf(grant.file, grant.span.start)}` : null,
  };
}

const { findings } = judged(files);

test('the samples yield the findings that are expected of them, and no others', () => {
  const expected: readonly Expected[] = JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8'));
  assert.deepEqual(
    findings.map(finding => rowOf(finding, files)),
    expected,
  );
});

test('the table of the README has the same rows', () => {
  const cells = /^\| \[([^\]]+)\]\([^)]*\) \| (\S+) \| (\w+) \| (?:–|\[`([^`]+)`\]\S+) \|/gm;
  const rows = [...readFileSync(path.join(folder, 'README.md'), 'utf8').matchAll(cells)].map(([, ...row]) =>
    row.join(' '),
  );
  const wanted = findings.map(finding => {
    const { file, line, target, outcome, cause } = rowOf(finding, files);
    return [`${file}:${line}`, target, outcome, cause].join(' ');
  });
  assert.deepEqual(rows.sort(), wanted.sort());
});

test('each fix is an edit after which the pull is allowed', () => {
  const fixed = findings.flatMap(({ reference, verdict }) => {
    const edit = verdict.fixes[0]?.edit;
    if (!edit) return [];
    const after = judged(edited(files, edit)).findings.filter(each => each.reference.file === reference.file);
    assert.deepEqual(
      after.map(each => each.verdict.outcome),
      ['allowed'],
      reference.file,
    );
    return [reference.file];
  });
  assert.deepEqual(fixed, [
    'chart/values.yaml',
    'infra/worker.bicep',
    'more/identity.bicep',
    'more/mode.bicep',
    'more/none.bicep',
    'more/order.bicep',
    'more/scope.bicep',
    'more/unassigned.bicep',
  ]);
});
