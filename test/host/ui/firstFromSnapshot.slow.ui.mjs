// The stopwatch for a colleague's snapshot that lies in the folder: the packaged extension in an empty profile, a config
// that names the target, and no account.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../lifetime.mjs';
import { samples } from '../locations.mjs';
import { packageExtension } from '../packaging.mjs';

export const title =
  'a person has a manifest open beside the snapshot of a colleague, and has a verdict after one click';

const cluster =
  '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/shop-aks/providers/Microsoft.ContainerService/managedClusters/aks-eu';
let temporary;

export async function options() {
  temporary = temporaryFolder('snapshot');
  const workspace = path.join(temporary.folder, 'shop');
  mkdirSync(workspace);
  cpSync(path.join(samples, 'deploy/eu/checkout.yaml'), path.join(workspace, 'checkout.yaml'));
  cpSync(path.join(samples, 'access.snapshot.json'), path.join(workspace, 'access.snapshot.json'));
  writeFileSync(
    path.join(workspace, '.acr-pull.yaml'),
    `version: 1\ntargets:\n  - { name: aks-eu, kind: aks, id: ${cluster}, manifests: ['*'] }\n`,
  );
  return { workspace, server: { packaged: [await packageExtension(temporary.folder)] } };
}

export function end() {
  temporary?.remove();
}

export async function run(walk) {
  const { page, countedClicks, openFile, shot, step } = walk;
  const { click, clicks } = countedClicks();
  const offer = page.locator('.notification-toast', { hasText: 'access.snapshot.json' }).first();
  const denied = page.locator('.squiggly-error').first();

  await openFile('checkout.yaml');
  await offer.waitFor();
  await shot('offer', offer);
  assert.equal(await denied.count(), 0, 'nobody has said yet that the snapshot counts');
  step('the snapshot is offered');
  await click(offer.locator('.monaco-button').first());
  await denied.waitFor();
  assert.ok(clicks() <= 1, `${clicks()} clicks`);
  step(`the first verdict, after ${clicks()} click`);
  const lens = page.locator('.codelens-decoration', { hasText: 'aks-eu ✗' }).first();
  await shot('first', lens);
}
