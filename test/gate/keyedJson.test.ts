// Version 2 of the JSON of `check`: valid by its schema, with each thing defined once, and the same facts as version 1.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import * as ajv from 'ajv';
import { fortyClusters, makeEstate } from '../../bench/shared/estate.ts';
import { causes } from '../../src/causes/index.ts';
import { targetKinds } from '../../src/model/target.ts';
import { folder, gate, root, snapshot } from './gate.ts';

const schema = JSON.parse(readFileSync(path.join(root, 'schemas/acr-pull-check.schema.json'), 'utf8'));
const validate = new ajv.Ajv({ allErrors: true }).compile(schema);

type Table = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
type Keyed = Readonly<Record<string, unknown>> & {
  readonly reference: string;
  readonly target: string | null;
  readonly puller: string | null;
  readonly evidence: readonly string[];
  readonly assumptions: readonly string[];
  readonly fixes: readonly string[];
};
interface Report
  extends Readonly<Record<'references' | 'targets' | 'identities' | 'evidence' | 'fixes' | 'assumptions', Table>> {
  readonly version: number;
  readonly summary: unknown;
  readonly findings: readonly Keyed[];
  readonly suppressed: readonly Keyed[];
  readonly notBuilt: unknown;
}

async function keyed(args: readonly string[], cwd = root): Promise<Report> {
  const { stdout, stderr } = await gate(['check', ...args, '--format', 'json', '--json-version', '2'], { cwd });
  assert.ok(stdout.startsWith('{'), stderr);
  const report: Report = JSON.parse(stdout);
  assert.ok(validate(report), JSON.stringify(validate.errors?.slice(0, 3)));
  return report;
}

/** A finding of version 1, put together again. */
function whole(finding: Keyed, { references, targets, identities, evidence, fixes, assumptions }: Report) {
  const { reference, target, targetWhy, puller, pullerWhy, severity: _, fails: __, ...rest } = finding;
  return {
    ...rest,
    reference: references[reference],
    target: target && { ...targets[target], why: targetWhy },
    puller: puller && { ...identities[puller], why: pullerWhy },
    evidence: finding.evidence.map(key => evidence[key]),
    assumptions: finding.assumptions.map(id => ({ id, ...assumptions[id] })),
    fixes: finding.fixes.map(key => fixes[key]),
  };
}

for (const folder of ['samples', 'samples-gitops', 'samples-planned']) {
  test(`${folder}: as the schema says, and the same facts as version 1`, async () => {
    const report = await keyed([folder]);
    const one = JSON.parse((await gate(['check', folder, '--format', 'json'])).stdout);
    assert.deepEqual(
      { ...report, findings: undefined, suppressed: undefined },
      { ...report, summary: one.summary, notBuilt: one.notBuilt, findings: undefined, suppressed: undefined },
    );
    for (const list of ['findings', 'suppressed'] as const)
      assert.deepEqual(
        report[list].map(each => whole(each, report)),
        one[list],
      );
    for (const table of [report.references, report.targets, report.identities, report.evidence, report.fixes]) {
      const texts = Object.values(table).map(each => JSON.stringify(each));
      assert.equal(new Set(texts).size, texts.length, 'each is defined once');
    }
    assert.equal(validate({ ...report, more: 1 }), false, 'the schema can refuse');
  });
}

test('what is hidden has its reason; the version is 1 unless asked for, and is of JSON alone', async t => {
  const cwd = folder(t, {
    'access.json': snapshot(),
    '.acr-pull.yaml':
      "version: 1\nsnapshot: access.json\nignore: [{ cause: 'registry-not-visible', reason: of a partner }]\n",
    'a.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { containers: [{ name: a, image: partner.azurecr.io/x:1 }] }\n',
  });
  const { suppressed } = await keyed([], cwd);
  assert.deepEqual(
    suppressed.map(({ reason }) => reason),
    ['of a partner'],
  );
  const [one, first] = [
    (await gate(['check', '--format', 'json'], { cwd })).stdout,
    (await gate(['check', '--format', 'json', '--json-version', '1'], { cwd })).stdout,
  ];
  assert.equal(one, first);
  assert.equal(JSON.parse(one).version, undefined);
  for (const args of [
    ['--json-version', '2'],
    ['--format', 'sarif', '--json-version', '2'],
    ['--format', 'json', '--json-version', '3'],
  ])
    assert.equal((await gate(['check', ...args], { cwd })).code, 1, args.join(' '));
});

test('the schema knows the kinds of targets, and the steps and outcomes of causes', () => {
  const { target, evidence, finding } = schema.definitions;
  assert.deepEqual(target.properties.kind.enum, targetKinds);
  const steps = new Set(Object.values(causes).flatMap(({ step }) => step ?? []));
  for (const step of steps) assert.ok(evidence.properties.step.enum.includes(step), step);
  assert.deepEqual(finding.properties.outcome.enum.toSorted(), ['allowed', 'denied', 'unknown']);
});

test('findings of an estate take less than 5 kB each', async t => {
  const size = { ...fortyClusters, manifests: 500, pulls: 500 };
  const cwd = folder(t, Object.fromEntries(makeEstate(size).map(({ name, text }) => [name, text])));
  const { stdout } = await gate(['check', '--format', 'json', '--json-version', '2'], { cwd });
  const { findings, targets }: Report = JSON.parse(stdout);
  assert.equal(findings.length, 500);
  assert.ok(Object.keys(targets).length <= 40);
  // 3,000 findings in 15 MB
  assert.ok(stdout.length / findings.length < 5000, `${stdout.length / findings.length}`);
});
