// Steps of pipelines and services of azd, as their readers declare them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepSenders } from '../../../src/build/delivery/steps.ts';
import type { DeclaredDestination } from '../../../src/model/reading.ts';
import { field } from '../../../src/read/source/lift.ts';
import { imageOf, inWords, objectsIn, plain, valuesInWords, written } from './workspace.ts';

const workflow = `- uses: Azure/k8s-deploy@v5
  with:
    images: shopprod.azurecr.io/shop:2
    imagePullSecrets: regcred
`;

const declared: DeclaredDestination = {
  by: 'GitHub workflow job deploy',
  targetKind: 'aks',
  sentTo: { kind: 'name', names: ['aks-prod'] },
  folder: undefined,
  isDeep: true,
  files: [],
  span: { start: 0, end: 0 },
  place: { file: '.github/workflows/deploy.yml', span: { start: 2, end: 6 } },
};

const senders = (more: Partial<DeclaredDestination>) => stepSenders({ ...declared, ...more }, () => workflow);

const app = `kind: Deployment
spec:
  template:
    spec:
      imagePullSecrets: [{ name: own }]
      containers: [{ name: a, image: 'shopprod.azurecr.io/shop:1' }]
      initContainers: [{ name: b, image: 'shopprod.azurecr.io/migrate:1' }]
`;

test('a step sends the files and folders that it names', () => {
  assert.deepEqual(senders({ files: ['k8s/app.yaml', 'k8s/*.yml'] }).map(inWords), [
    'aks-prod: files k8s/app.yaml k8s/*.yml',
  ]);
  assert.deepEqual(senders({ folder: 'k8s' }).map(inWords), ['aks-prod: detected k8s']);
  // one that only names images of its own sends nothing of the tree
  assert.deepEqual(senders({}), []);
});

test('a step gives values to a chart; of those that it sets, only the paths are known', () => {
  const [sender] = senders({ folder: 'charts/shop', files: ['prod.yaml', 'values/*.yaml'], overrides: ['image.tag'] });
  const release = sender?.sends.kind === 'folder' ? sender.sends.release : undefined;
  assert.deepEqual(valuesInWords(release?.values ?? []), [
    'prod.yaml',
    'open : value files values/*.yaml',
    'open image.tag: a value of the step',
  ]);
});

test('images and pull secrets of k8s-deploy go into what it deploys', () => {
  const start = workflow.indexOf('shopprod');
  const span = { start, end: workflow.indexOf('\n', start) };
  const images = [{ text: 'shopprod.azurecr.io/shop:2', span }];
  const [sender] = senders({ files: ['app.yaml'], images, secrets: ['regcred'] });
  const { after } = sender?.sends.kind === 'files' ? sender.sends : {};
  const [object] = after?.(objectsIn({ 'app.yaml': app })) ?? [];
  assert.equal(plain(imageOf(object)), 'shopprod.azurecr.io/shop:2');
  assert.equal(written(imageOf(object)), '.github/workflows/deploy.yml: shopprod.azurecr.io/shop:2 < app.yaml');
  const spec = field(object, 'spec', 'template', 'spec');
  assert.deepEqual(plain(field(spec, 'imagePullSecrets')), [{ name: 'own' }, { name: 'regcred' }]);
  assert.deepEqual(plain(field(spec, 'initContainers')), [{ name: 'b', image: 'shopprod.azurecr.io/migrate:1' }]);
});
