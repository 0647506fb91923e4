// Found wrong in a trial on fresh GitOps repositories (issue 31), each as a person would report it. The old way judged each
// reference where it is written, and guessed by nearness, names and defaults where nothing links two files.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { run } from '../../src/gate/program.ts';
import { examine } from '../../src/workspace/engine.ts';
import { temporaryFolder } from '../temporary.ts';
import { assign, cluster, clusterId, guid, mapOf, now, registry, roles } from '../verdict/facts.ts';
import { BuiltFiles } from './builtFiles.ts';
import { application, configOf, type Files, flux, ownChart, overlay, pod, release, shopChart } from './gitops.ts';

/** `prod` may pull from shopprod, `dev` from shopdev, and neither from the other. */
const map = mapOf({
  resources: [registry('shopprod'), registry('shopdev'), cluster('prod'), cluster('dev'), cluster('staging')],
  groups: Object.fromEntries(['prod kubelet', 'dev kubelet', 'staging kubelet'].map(name => [guid(name), []])),
  roleAssignments: [
    assign(guid('prod kubelet'), roles.AcrPull, registryScope('shopprod')),
    assign(guid('dev kubelet'), roles.AcrPull, registryScope('shopdev')),
  ],
});

function registryScope(name: string): string {
  return registryIdOf(name);
}

function registryIdOf(name: string): string {
  return `/subscriptions/50b00000-0000-4000-8000-000000000001/resourceGroups/shop/providers/Microsoft.ContainerRegistry/registries/${name}`;
}

const targets = (globs: Readonly<Record<string, string>>) =>
  `targets:\n${Object.entries(globs)
    .map(([name, glob]) => `  - { name: ${name}, kind: aks, id: ${clusterId(name)}, manifests: '${glob}' }\n`)
    .join('')}`;

/** `file: image → target: verdict` of each finding. */
function verdicts(files: Files, yaml: string): readonly string[] {
  const config = configOf({ yaml });
  const built = BuiltFiles.of(files, config);
  const shown = [...built.deployments.shownFiles()].sort();
  return shown.flatMap(file =>
    examine(built.pulls(file), { config, map, now, accounts: built.accounts }).map(({ reference, target, verdict }) => {
      const { image } = reference;
      const name = image.kind === 'image' ? `${image.registry?.split('.')[0]}/${image.repository}` : reference.text;
      return `${file}: ${name} → ${target?.name ?? ''}: ${verdict.outcome}`.replace(' → :', ':');
    }),
  );
}

/** What `acr-pull check` prints for a folder with these files. */
async function checked(t: TestContext, files: Files, snapshot: string) {
  const folder = temporaryFolder(t);
  for (const [name, text] of Object.entries({ ...files, 'access.snapshot.json': snapshot })) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  let [stdout, stderr] = ['', ''];
  const code = await run(['check', '--snapshot', 'access.snapshot.json'], {
    cwd: folder,
    color: false,
    now: () => now,
    input: async () => Buffer.from(''),
    out: text => {
      stdout += text;
    },
    err: text => {
      stderr += text;
    },
  });
  return { code, stdout, stderr };
}
