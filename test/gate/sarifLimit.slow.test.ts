// GitHub takes 25,000 results of one run:
// https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folder, gate, pod, snapshot } from './gate.ts';

const denied = ['--snapshot', 'access.json', '--target', 'aks-no'];

test('SARIF keeps the most serious results where there are more than GitHub takes', async t => {
  const many = (name: string) => pod(...Array.from({ length: 9000 }, (_, i) => `${name}${i}:1`));
  const cwd = folder(t, {
    'access.json': snapshot(),
    'a.yaml': many('partner.azurecr.io/x'),
    'b.yaml': many('shop.azurecr.io/app'),
    'c.yaml': many('partner.azurecr.io/y'),
  });
  const { stdout } = await gate(['check', ...denied, '--format', 'sarif'], { cwd });
  const [run] = JSON.parse(stdout).runs;
  const errors = run.results.filter(({ level }: { readonly level: string }) => level === 'error');
  assert.equal(run.results.length, 25_000);
  assert.equal(errors.length, 9000);
  assert.match(
    JSON.stringify(run.invocations[0].toolExecutionNotifications),
    /Less serious results are left out: 2000\b/,
  );
});
