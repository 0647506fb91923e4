// A build yields, and files or the config may change while it waits. The next build then holds what a fresh one holds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Config, emptyConfig } from '../../src/workspace/config/config.ts';
import { workspaces } from './afterEdits.ts';
import { BuiltFiles } from './builtFiles.ts';
import { application, configOf, type Files, overlay, pod } from './gitops.ts';

/** Files or a config with a change of one of them. `config`: none where it is missing. */
interface Change {
  readonly files: Files;
  readonly config?: Config;
  make(built: BuiltFiles): void;
  undo(built: BuiltFiles): void;
}

function edit(files: Files, name: string, text: string): Change {
  return {
    files: { ...files, [name]: text },
    make: built => built.take(name, text),
    undo: built => built.take(name, files[name] ?? ''),
  };
}

function removal(files: Files, name: string): Change {
  const { [name]: removed = '', ...others } = files;
  return { files: others, make: built => built.remove(name), undo: built => built.take(name, removed) };
}

function shown(built: BuiltFiles, names: Iterable<string>): readonly string[] {
  const { accounts, deployments } = built;
  const ofFiles = [...names].map(name => JSON.stringify([name, built.references(name), built.problems(name)]));
  const known = [...deployments.knownFiles()].sort();
  return [...ofFiles, JSON.stringify([accounts, deployments.outside(), deployments.undecided(), known])];
}

/** Makes a change at each pause of the build that an edit of `edited` needs. */
function changeDuring(files: Files, edited: string, change: Change): void {
  const fresh = shown(BuiltFiles.of(change.files, change.config), Object.keys(files));
  const built = BuiltFiles.of(files);
  for (let pause = 0, isDone = false; !isDone; pause++) {
    built.files();
    const text = files[edited] ?? '';
    built.take(edited, `${text}\n`);
    built.take(edited, text);
    const build = built.workspace.build();
    for (let step = 0; step <= pause && !isDone; step++) isDone = build.next().done === true;
    change.make(built);
    for (const _ of build);
    assert.deepEqual(
      shown(built, Object.keys(files)),
      fresh,
      `at pause ${pause} of the build after an edit of ${edited}`,
    );
    change.undo(built);
  }
}

test('a config that comes while the workspace is planned decides the roots of the next build', () => {
  const files = {
    'base/kustomization.yaml': overlay('pod.yaml'),
    'base/pod.yaml': pod(),
    'dev/kustomization.yaml': overlay('../base'),
  };
  const config = configOf({ yaml: "targets: [{ name: eu, kind: kubernetes, manifests: 'base/**' }]" });
  changeDuring(files, 'dev/kustomization.yaml', {
    files,
    config,
    make: built => built.workspace.configure(config),
    undo: built => built.workspace.configure(emptyConfig),
  });
});

test('a kustomization that is edited while the workspace is planned has its new resources in the next build', () => {
  const files = {
    'a/kustomization.yaml': overlay('pod.yaml'),
    'a/pod.yaml': pod('a'),
    'b/kustomization.yaml': overlay('pod.yaml'),
    'b/pod.yaml': pod('b'),
  };
  changeDuring(files, 'b/kustomization.yaml', edit(files, 'a/kustomization.yaml', overlay('pod.yaml', '../b')));
});

test('a file that begins to send while others are built sends in the next build', () => {
  const files = {
    'apps/pod.yaml': pod(),
    'other/pod.yaml': pod('other'),
    'argo.yaml': pod('argo'),
  };
  changeDuring(files, 'other/pod.yaml', edit(files, 'argo.yaml', application('path: apps', 'name: aks-eu')));
});

for (const [what, all] of Object.entries(workspaces)) {
  test(`files ${what} that change during a build are in the next one`, () => {
    const files = Object.fromEntries(all);
    const [first = ''] = Object.keys(files);
    for (const [name, text] of all) {
      const other = text.replaceAll('prod', 'dev').replaceAll('image:1', 'image:2');
      changeDuring(files, first, edit(files, name, other));
      changeDuring(files, first, removal(files, name));
    }
  });
}
