// The names of tests speak of failed pulls, and what failed is at most the test. Each runner writes them in its way, and
// each pipeline puts something before them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain } from '../../src/explain/explain.ts';

const before = [
  '',
  '    ',
  '12:01:22 ',
  '2026-11-25T07:22:16Z ',
  '2026-11-25T07:22:16.0220012Z ',
  '[2026-11-25T07:22:16.022Z] ',
  'tests-1  | ',
  'web_1 | ',
  '#12 4.021 ',
  '[web] ',
  '\u001b[32m',
];

const names = [
  'returns 401 Unauthorized when the token is missing',
  'GET /v2/web/manifests/1 returns 404 manifest unknown',
  'maps ImagePullBackOff to a cause',
  'explains pull access denied',
  'says toomanyrequests on 429',
  'pull fails with x509: certificate signed by unknown authority',
  'handles no such host for shop.azurecr.io',
  'failed to pull image shop.azurecr.io/web:1 is unauthorized',
];

const identifier = (name: string) => name.replaceAll(/[^\w:./]/g, '_');

const runners: readonly ((name: string) => string)[] = [
  name => `✓ ${name} (34 ms)`,
  name => `✗ ${name}`,
  name => `√ ${name}`,
  name => `● registry client › ${name}`,
  name => `ok 3 - ${name}`,
  name => `not ok 4 - ${name}`,
  name => `  1) ${name}:`,
  name => `it ${name}`,
  name => `PASS src/pull.test.ts > ${name}`,
  name => `FAIL src/pull.test.ts > ${name}`,
  name => `=== RUN   Test_${identifier(name)}`,
  name => `--- PASS: Test_${identifier(name)} (0.01s)`,
  name => `PASSED tests/test_pull.py::${identifier(name)}`,
  name => `tests/test_pull.py::${identifier(name)} PASSED [ 45%]`,
  name => `test pull::${identifier(name)} ... ok`,
  name => `[PASS] ${name}`,
  name => `[ OK ] ${name}`,
  name => `Scenario: ${name}`,
  name => `Test Case ${name} passed (0.012 seconds).`,
];

test('the name of a test is no failed pull, whatever runs it', () => {
  const texts = before.flatMap(start =>
    runners.flatMap(say =>
      names.map(
        name => `Run npm test\n${start}registry client\n${start}${say(name)}\n${start}Tests: 12 passed, 12 total`,
      ),
    ),
  );
  assert.deepEqual(
    texts.filter(text => explain(text).pullError),
    [],
  );
});

test('a pull that fails beside tests is one', () => {
  const error =
    'Error response from daemon: Head "https://shop.azurecr.io/v2/web/manifests/1": unauthorized: authentication required';
  const texts = before.map(
    start => `${start}Tests: 12 passed, 12 total\n${start}+ docker pull shop.azurecr.io/web:1\n${start}${error}`,
  );
  assert.deepEqual(
    texts.filter(text => !explain(text).pullError),
    [],
  );
});
