// Comments that ignore a finding: what they cover, and that an unused one is reported.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSuppressions } from '../../src/read/source/suppressions.ts';
import { emptyConfig } from '../../src/workspace/config/config.ts';
import { examine } from '../../src/workspace/engine.ts';
import { unusedMessage, unusedSuppressions } from '../../src/workspace/ignored.ts';
import { BuiltFiles } from '../build/builtFiles.ts';

const ignore = 'acr-pull-ignore registry-not-found until the host is right';
const pod = (...lines: readonly string[]) =>
  ['apiVersion: v1', 'kind: Pod', 'metadata: { name: till }', 'spec:', '  containers:', ...lines, ''].join('\n');
const image = (comment = '') => `      image: shop.azureacr.io/till:1${comment}`;

function check(text: string, name = 'pod.yaml') {
  const built = BuiltFiles.of({ [name]: text });
  const circumstances = { config: emptyConfig, map: undefined, chosen: [], now: new Date() };
  const findings = examine(built.references(name), circumstances);
  const unused = unusedSuppressions(built.deployments.reading(name)?.suppressions ?? [], findings);
  return { findings, unused };
}

test('a comment on the line, or above it, ignores the finding, with its reason', () => {
  for (const text of [
    pod('    - name: till', image(` # ${ignore}`)),
    pod('    - name: till', `      # ${ignore}`, image()),
    pod('    - name: till', `      # ${ignore}`, '      # and another remark', '', image()),
  ]) {
    const { findings, unused } = check(text);
    assert.deepEqual(
      findings.map(({ ignored, verdict }) => [verdict.cause, ignored]),
      [['registry-not-found', 'until the host is right']],
    );
    assert.deepEqual(unused, []);
  }
});

test('it ignores nothing else', () => {
  const otherLine = check(pod('    - name: till', image(), `      # ${ignore}`));
  assert.equal(otherLine.findings[0]?.ignored, null);
  assert.equal(otherLine.unused.length, 1);
  const otherCause = check(pod('    - name: till', image(' # acr-pull-ignore not-attached because')));
  assert.equal(otherCause.findings[0]?.ignored, null);
  assert.deepEqual(otherCause.unused.map(unusedMessage), [
    'No finding here has the cause `not-attached`. Remove this comment.',
  ]);
});

test('a cause that is none, and a reason that is missing, are said', () => {
  const noCause = check(pod('    - name: till', image(' # acr-pull-ignore not-a-cause-at-all because')));
  assert.match(noCause.unused.map(unusedMessage).join(), /is not a cause/);
  const bare = check(pod('    - name: till', image(' # acr-pull-ignore')));
  assert.match(bare.unused.map(unusedMessage).join(), /names no cause/);
  const noReason = check(pod('    - name: till', image(' # acr-pull-ignore registry-not-found')));
  assert.match(noReason.unused.map(unusedMessage).join(), /no reason/);
  assert.equal(noReason.findings[0]?.ignored, null);
});

test('what is not known may yet want its comment', () => {
  const text = pod('    - name: till', `      image: shop.azurecr.io/till:1 # acr-pull-ignore not-attached because`);
  const { findings, unused } = check(text);
  assert.equal(findings[0]?.verdict.outcome, 'unknown');
  assert.deepEqual(unused, []);
});

test('every comment of the languages counts; the span covers the comment alone', () => {
  for (const [text, written] of [
    [`image: 'x' // ${ignore}\r\n`, `// ${ignore}`],
    [`# ${ignore}\nFROM x`, `# ${ignore}`],
    [`//${ignore}`, `//${ignore}`],
  ] as const) {
    const [suppression] = readSuppressions(text, 'f');
    assert.ok(suppression);
    assert.equal(text.slice(suppression.span.start, suppression.span.end), written);
  }
  assert.deepEqual(readSuppressions(`https://x/acr-pull-ignore#${ignore}`, 'f'), []);
});

test('a long line is one comment', () => {
  assert.equal(readSuppressions(`${'# '.repeat(100_000)}acr-pull-ignore`, 'f').length, 1);
  assert.equal(readSuppressions('acr-pull-ignore #'.repeat(20_000), 'f').length, 1);
});
