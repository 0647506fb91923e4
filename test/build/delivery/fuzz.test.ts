// Whatever objects say, senders come of them without a throw, and the same ones each time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendersIn } from '../../../src/build/delivery/senders.ts';
import { contextOf, type Files, inWords, OWN, objectsIn } from './workspace.ts';

const KEYS =
  `metadata name namespace labels annotations spec path sourceRef kind suspend ref url tag branch postBuild substitute
substituteFrom images newName newTag patches kubeConfig secretRef configMapRef chart chartRef values valuesFrom valuesKey
targetPath postRenderers kustomize source sources repoURL targetRevision helm parameters valueFiles valuesObject directory
include exclude destination server generators list elements git directories clusters selector matchLabels matrix merge
mergeKeys template templatePatch goTemplate data stringData components commonMetadata`.split(/\s+/);

const TEXTS = [
  "''",
  'null',
  '"true"',
  'apps/*',
  '../..',
  './apps',
  OWN,
  '"{{name}}"',
  '"{{ .path.path }}"',
  '"{{ index .a 0 }}"',
  '"${a:=${b:-c}}$$"',
  '"${a"',
  '"a: [b, {c: d}]"',
  '"a: {{x}}"',
  'ConfigMap',
  'GitRepository',
  'v1.2.3',
  '"*=*:*@*"',
  '"$values/a"',
  "'{a,b'",
];

const KINDS = [
  'argoproj.io/v1alpha1 Application',
  'argoproj.io/v1alpha1 ApplicationSet',
  'kustomize.toolkit.fluxcd.io/v1 Kustomization',
  'helm.toolkit.fluxcd.io/v2 HelmRelease',
  'source.toolkit.fluxcd.io/v1 GitRepository',
  'v1 ConfigMap',
  'v1 List',
];

/** Numbers of a fixed sequence: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function sequence(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

function value(next: (below: number) => number, depth: number): string {
  const form = depth > 5 ? 0 : next(4);
  if (form === 0) return TEXTS[next(TEXTS.length)] ?? '';
  const parts = Array.from({ length: next(4) + 1 }, () => value(next, depth + 1));
  if (form === 1) return `[${parts.join(', ')}]`;
  return `{ ${parts.map(part => `${KEYS[next(KEYS.length)]}: ${part}`).join(', ')} }`;
}

function workspace(seed: number): Files {
  const next = sequence(seed);
  const documents = Array.from({ length: 4 }, () => {
    const [version, kind] = (KINDS[next(KINDS.length)] ?? '').split(' ');
    return `apiVersion: ${version}\nkind: ${kind}\nmetadata: { name: a, x: ${value(next, 3)} }\nspec: ${value(next, 0)}\ndata: ${value(next, 3)}\n`;
  });
  return { 'apps/a.yaml': documents.join('---\n'), 'b.yaml': '' };
}

test('3,000 workspaces of any objects', () => {
  for (let seed = 1; seed <= 3000; seed++) {
    const files = workspace(seed);
    const objects = objectsIn(files);
    const senders = sendersIn(objects, contextOf(files));
    for (const { sends } of senders) {
      if (sends.kind !== 'folder') continue;
      for (const object of objects) sends.edit?.(object);
      sends.after?.(objects);
    }
    assert.deepEqual(sendersIn(objects, contextOf(files)).map(inWords), senders.map(inWords), `seed ${seed}`);
  }
});
