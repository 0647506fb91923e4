/**
 * An edit of a base that 200 overlays use, and a keystroke in one of 10,000 files, over the workspace as the editor has it: how
 * long the thread is held at a time, and how long it takes until all findings are there again. The median of several edits
 * counts, since the machine may be busy with other things.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { readSnapshot } from '../src/access/snapshot/snapshot.ts';
import { inTurns } from '../src/editor/turns.ts';
import { readManifest } from '../src/read/index.ts';
import { emptyConfig } from '../src/workspace/config/config.ts';
import { examining } from '../src/workspace/engine.ts';
import { Workspace } from '../src/workspace/workspace.ts';
import { BlockWatch, inNode } from './host/blocks.ts';
import { atMost, quantile, report } from './shared/measure.ts';
import { type GeneratedFile, makeWorkspace } from './shared/workspace.ts';

const OVERLAYS = 200;
const EDITS = 15;

const deployment = (name: string, tag: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, labels: { app: ${name} } }
spec:
  replicas: 2
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      serviceAccountName: ${name}
      containers:
        - name: ${name}
          image: shopprod.azurecr.io/${name}:${tag}
          env: [{ name: LOG_LEVEL, value: info }, { name: PORT, value: "8080" }]
          resources: { limits: { cpu: 500m, memory: 256Mi } }
        - name: proxy
          image: proxy:1.0
`;
const names = ['checkout', 'cart', 'search', 'payments', 'catalog'];
const base: readonly GeneratedFile[] = [
  {
    name: 'base/kustomization.yaml',
    text: `kind: Kustomization\nresources: [${names.map(name => `${name}.yaml`).join(', ')}]\ncommonLabels: { part-of: shop }\n`,
  },
  ...names.map(name => ({ name: `base/${name}.yaml`, text: deployment(name, '1.0.0') })),
];
const overlays = Array.from({ length: OVERLAYS }, (_, i): GeneratedFile => {
  const text = `kind: Kustomization
namespace: shop-${i}
namePrefix: s${i}-
resources: [../../base]
images:
  - { name: proxy, newName: shopprod.azurecr.io/proxy, newTag: "1.${i}" }
patches:
  - target: { kind: Deployment, name: checkout }
    patch: |-
      - { op: replace, path: /spec/replicas, value: ${i} }
`;
  return { name: `overlays/s${i}/kustomization.yaml`, text };
});

const root = path.resolve(import.meta.dirname, '..');
const snapshot = readSnapshot(readFileSync(path.join(root, 'samples/access.snapshot.json'), 'utf8'), 'snapshot');
if (!('map' in snapshot)) throw new Error('the snapshot of the samples can not be read');
const id =
  '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/shop-aks/providers/Microsoft.ContainerService/managedClusters/aks-prod';
const config = {
  ...emptyConfig,
  targets: [{ name: 'aks-prod', kind: 'aks' as const, id, manifests: ['**'], platforms: [], fail: undefined }],
};

function take(workspace: Workspace, { name, text }: GeneratedFile): void {
  workspace.take(readManifest({ name, text }), text);
}

/** Builds and judges as the editor's queue does, a slice after the other. */
async function settle(workspace: Workspace): Promise<number> {
  await inTurns(workspace.build());
  const files = workspace.takeOutdated();
  await inTurns(judged(workspace, files));
  return files.length;
}

function* judged(workspace: Workspace, files: readonly string[]): Generator<undefined, void> {
  const circumstances = { config, map: 'map' in snapshot ? snapshot.map : undefined, chosen: [], now: new Date() };
  for (const file of files) {
    yield* workspace.judge(file, circumstances, examining);
  }
}

interface Cost {
  /** On the clock, and the CPU time of the thread, which no other load on the machine changes. */
  readonly whole: number;
  readonly cpu: number;
  readonly longest: number;
}

async function edited(workspace: Workspace, watch: BlockWatch, file: GeneratedFile): Promise<Cost> {
  await new Promise(resolve => setTimeout(resolve, 20));
  watch.take();
  const began = performance.now();
  const before = process.threadCpuUsage();
  take(workspace, file);
  await settle(workspace);
  const { user, system } = process.threadCpuUsage(before);
  const whole = performance.now() - began;
  await new Promise(resolve => setTimeout(resolve, 20));
  return { whole, cpu: (user + system) / 1000, longest: watch.take()[0]?.cpu ?? 0 };
}

async function measure(what: string, files: readonly GeneratedFile[], edits: readonly GeneratedFile[], limit: number) {
  const workspace = new Workspace();
  workspace.configure(config);
  for (const file of files) take(workspace, file);
  const began = performance.now();
  await settle(workspace);
  report(`${what}: built and judged first`, `${(performance.now() - began).toFixed(0)} ms`);
  const watch = new BlockWatch(inNode);
  watch.start();
  const costs: Cost[] = [];
  for (const edit of edits) costs.push(await edited(workspace, watch, edit));
  watch.stop();
  const median = (of: (cost: Cost) => number) => quantile(costs.map(of), 0.5);
  const [whole, cpu, longest] = [median(cost => cost.whole), median(cost => cost.cpu), median(cost => cost.longest)];
  report('  an edit, until all findings are there', `${whole.toFixed(0)} ms`);
  report('  of which at work', `${cpu.toFixed(0)} ms`, atMost(cpu, limit, ' ms'));
  report('  longest block', `${longest.toFixed(1)} ms`, atMost(longest, 16, ' ms'));
  return workspace;
}

const shop = [...base, ...overlays];
const ofBase = Array.from({ length: EDITS }, (_, n) => ({
  name: 'base/checkout.yaml',
  text: deployment('checkout', `2.0.${n}`),
}));
const workspace = await measure(`a base of ${OVERLAYS} overlays`, shop, ofBase, 500);
const [checkout] = workspace.findings('base/checkout.yaml');
if (
  checkout?.deployments !== OVERLAYS ||
  checkout.reference.image.kind !== 'image' ||
  checkout.reference.image.tag !== `2.0.${EDITS - 1}`
)
  throw new Error('the overlays do not have the edited image');

const ofOverlay = Array.from({ length: EDITS }, (_, n) => ({
  name: 'overlays/s7/kustomization.yaml',
  text: (overlays[7]?.text ?? '').replace('1.7', `1.7.${n}`),
}));
await measure('one of these overlays', shop, ofOverlay, 100);

const many = makeWorkspace(10_000);
const ofPod = Array.from({ length: EDITS }, (_, n) => ({ name: 'team/pod.yaml', text: deployment('till', `1.${n}`) }));
await measure('one of 10,000 files', [...many, ...shop, ...ofPod.slice(0, 1)], ofPod, 100);
