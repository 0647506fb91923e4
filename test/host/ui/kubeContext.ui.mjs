// Without a word in the config, a manifest goes where kubectl is set to; a pick goes before that, and can be forgotten.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const title = 'a person relies on the current kubectl context, and picks another target';

const folder = mkdtempSync(path.join(tmpdir(), 'kube-'));
const file = path.join(folder, 'config');

const kubeconfig = current => `apiVersion: v1
kind: Config
current-context: ${current}
clusters:
- { name: eu, cluster: { server: 'https://aks-eu-7k2m9x4q.hcp.northeurope.azmk8s.io:443' } }
- { name: prod, cluster: { server: 'https://aks-prod-7k2m9x4q.hcp.westeurope.azmk8s.io:443' } }
contexts:
- { name: shop-eu, context: { cluster: eu, user: me } }
- { name: shop-prod, context: { cluster: prod, user: me } }
users:
- { name: me, user: { token: not-a-secret } }
`;

export function options() {
  writeFileSync(file, kubeconfig('shop-eu'));
  return { themes: ['dark', 'light', 'contrast'], env: { KUBECONFIG: file } };
}

export function end() {
  rmSync(folder, { recursive: true, force: true });
}

export async function run({ page, workspace, openFile, runCommand, shot, step }) {
  writeFileSync(path.join(workspace, '.acr-pull.yaml'), 'version: 1\nsnapshot: access.snapshot.json\n');
  const lens = text => page.locator('.codelens-decoration', { hasText: text }).first();

  await openFile('deploy/base/catalog.yaml');
  await lens('aks-eu ✗').waitFor();
  await shot('context');
  step('the manifest goes where kubectl is set to');

  writeFileSync(file, kubeconfig('shop-prod'));
  await lens('aks-prod ✓').waitFor();
  step('another context is followed');

  await runCommand('ACR Pull: Pick Targets');
  const row = text => page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  await row('context shop-prod').waitFor();
  await page.mouse.move(900, 800); // where the pointer rests, a tooltip covers the title
  await shot('pick');
  await page.locator('.quick-input-widget:visible input').first().fill('aks-dev');
  await row('aks-dev').locator('.monaco-checkbox, input[type=checkbox]').first().click();
  await page.locator('.quick-input-widget:visible').getByText('OK').click();
  await lens('aks-dev ✓').waitFor();
  assert.equal(await lens('aks-prod ✓').count(), 0);
  step('a pick goes before it');

  await runCommand('ACR Pull: Pick Targets');
  await page.locator('.quick-input-widget:visible .quick-input-titlebar .codicon-clear-all').click();
  await lens('aks-prod ✓').waitFor();
  step('the pick is forgotten');
}
