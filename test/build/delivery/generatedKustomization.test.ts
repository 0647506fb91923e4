// The kustomization that Flux makes for a folder that has none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedResources, withGeneratedKustomization } from '../../../src/build/delivery/generatedKustomization.ts';
import { WorkspaceInputs } from '../../../src/build/workspaceInputs.ts';
import { plain } from './workspace.ts';

test('Flux takes all manifests below, and kustomizations as a whole', () => {
  const files = [
    'apps/a.yaml',
    'apps/a/deep/b.yml',
    'apps/shop/kustomization.yaml', // is built, with what is below it
    'apps/shop/app.yaml',
    'apps/shop/overlay/kustomization.yaml',
    'apps/c.json', // only YAML counts
    'apps/.sops.yaml', // no source has it
  ];
  assert.deepEqual(generatedResources('apps', files), ['a/deep/b.yml', 'a.yaml', 'shop']);
});

const inputsOf = (files: Readonly<Record<string, string>>) =>
  new WorkspaceInputs(new Map(Object.entries(files).map(([file, text]) => [file, { text, reading: undefined }])));

test('a folder has one kustomization, its own or the one made for it', () => {
  const inputs = inputsOf({ 'apps/a.yaml': 'kind: A\n', 'own/kustomization.yml': 'resources: []\n' });
  const made = withGeneratedKustomization('apps', inputs);
  assert.deepEqual(
    made.documents('apps/kustomization.yaml')?.map(each => plain(each)),
    [{ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: ['a.yaml'] }],
  );
  assert.deepEqual(
    made.documents('apps/a.yaml')?.map(each => plain(each)),
    [{ kind: 'A' }],
  );
  assert.equal(withGeneratedKustomization('own', inputs), inputs);
});
