// The cluster that kubectl is set to decides nothing: it is proposed first, and a person's pick counts until it is forgotten.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../lifetime.mjs';

export const title = 'a person is proposed the current kubectl context, and picks a target';

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
  await runCommand('ACR Pull: Choose Targets');
  await quickRow('context shop-eu').waitFor();
  await shot('pick');
  await tick(['aks-dev']);
  await lens('aks-dev ✓').waitFor();
  step('the cluster of the context is proposed, and the pick decides');

  writeFileSync(file, kubeconfig('shop-prod'));
  await runCommand('ACR Pull: Choose Targets');
  await quickRow('context shop-prod').waitFor();
  step('another context is proposed');

  await click(page.locator('.quick-input-widget:visible .quick-input-titlebar .codicon-clear-all'));
  await lens('aks-dev ✓').waitFor({ state: 'detached' });
  step('the pick is forgotten');
}
