// Without a word in the config, a manifest goes where kubectl is set to; a pick goes before that, and can be forgotten.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../lifetime.mjs';

export const title = 'a person relies on the current kubectl context, and picks another target';

let temporary;
let file;

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
  temporary = temporaryFolder('kube');
  file = path.join(temporary.folder, 'config');
  writeFileSync(file, kubeconfig('shop-eu'));
  return { server: { env: { KUBECONFIG: file } } };
}

export function end() {
  temporary?.remove();
}

export async function run({ page, click, workspace, openFile, quickRow, runCommand, tick, shot, step }) {
  writeFileSync(path.join(workspace, '.acr-pull.yaml'), 'version: 1\nsnapshot: access.snapshot.json\n');
  const lens = text => page.locator('.codelens-decoration', { hasText: text }).first();

  await openFile('deploy/base/catalog.yaml');
  await lens('aks-eu ✗').waitFor();
  await shot('context');
  step('the manifest goes where kubectl is set to');

  writeFileSync(file, kubeconfig('shop-prod'));
  await lens('aks-prod ✓').waitFor();
  step('another context is followed');

  await runCommand('ACR Pull: Choose Targets');
  await quickRow('context shop-prod').waitFor();
  await shot('pick');
  await tick(['aks-dev']);
  await lens('aks-dev ✓').waitFor();
  assert.equal(await lens('aks-prod ✓').count(), 0);
  step('a pick goes before it');

  await runCommand('ACR Pull: Choose Targets');
  await click(page.locator('.quick-input-widget:visible .quick-input-titlebar .codicon-clear-all'));
  await lens('aks-prod ✓').waitFor();
  step('the pick is forgotten');
}
