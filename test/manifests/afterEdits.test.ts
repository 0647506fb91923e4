// After any edits, files are joined as if all had been read just now, and every file whose references have changed is told.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { readManifest } from '../../src/manifests/index.ts';
import { ManifestIndex } from '../../src/manifests/join/manifestIndex.ts';
import './readers.ts';

const root = path.resolve(import.meta.dirname, '../../samples-gitops');
const ofTeam = globSync('**/*.{yaml,yml,tf}', { cwd: root }).map(
  file => [file.replaceAll('\\', '/'), readFileSync(path.join(root, file), 'utf8')] as const,
);

/** A kustomization with all that it can take from other files, and a chart with a subchart. */
const own = Object.entries({
  'base/kustomization.yaml':
    'kind: Kustomization\nresources: [pod.yaml]\nimages: [{ name: web, newName: a.azurecr.io/web }]\n',
  'base/pod.yaml':
    'kind: Pod\nmetadata: { name: web }\nspec:\n  imagePullSecrets: [{ name: pull }]\n  containers: [{ name: web, image: web:1 }]\n',
  'over/kustomization.yaml':
    'kind: Kustomization\nresources: [../base, map.yaml]\ncomponents: [../part]\ntransformers: [set.yaml]\npatches: [{ path: patch.yaml }]\nreplacements: [{ source: { kind: ConfigMap, name: map, fieldPath: data.tag }, targets: [{ select: { kind: Pod }, fieldPaths: [spec.containers.0.image], options: { delimiter: ":", index: 1 } }] }]\n',
  'over/map.yaml': 'kind: ConfigMap\nmetadata: { name: map }\ndata: { tag: prod }\n',
  'over/set.yaml':
    'kind: ImageTagTransformer\nmetadata: { name: set }\nimageTag: { name: a.azurecr.io/web, newName: dev.azurecr.io/web }\n',
  'over/patch.yaml': 'kind: Pod\nmetadata: { name: web }\nspec: { imagePullSecrets: [{ name: prod }] }\n',
  'over/account.yaml': 'kind: ServiceAccount\nmetadata: { name: default }\nimagePullSecrets: [{ name: prod }]\n',
  'part/kustomization.yaml': 'kind: Component\nimages: [{ name: a.azurecr.io/web, newTag: "2" }]\n',
  'till/Chart.yaml': 'name: till\nversion: 1.0.0\n',
  'till/values.yaml': 'image: { registry: prod.azurecr.io, tag: "1" }\nsub: { image: dev.azurecr.io/sub:1 }\n',
  'till/values-dev.yaml': 'image: { registry: dev.azurecr.io }\n',
  'till/templates/pod.yaml':
    'kind: Pod\nspec:\n  containers:\n    - image: "{{ .Values.image.registry }}/till:{{ .Values.image.tag }}"\n',
  'till/charts/sub/Chart.yaml': 'name: sub\nversion: 1.0.0\n',
  'till/charts/sub/templates/pod.yaml': 'kind: Pod\nspec:\n  containers:\n    - image: {{ .Values.image }}\n',
  'tf/main.tf':
    'module "a" {\n  source = "./a"\n  image  = var.image\n}\nvariable "image" { default = "dev.azurecr.io/a:1" }\n',
  'tf/a/main.tf':
    'variable "image" {}\nresource "azurerm_container_app" "a" {\n  name = "a"\n  template {\n    container {\n      image = var.image\n    }\n  }\n}\n',
});

/** An edit at one of the places where a file has a word. */
const words = [
  ['prod', 'dev'],
  ['image', 'images'],
  ['name', 'names'],
  ['kind: ', 'kind: X'],
  ['newName', 'newTag'],
  ['azurecr.io', 'azurecr.cn'],
  ['\n', '\n\n'],
  ['source', 'sources'],
] as const;

function edited(text: string, word: number, place: number): string {
  const [before, after] = words[word % words.length] ?? ['', ''];
  const parts = text.split(before);
  const at = 1 + (place % Math.max(1, parts.length - 1));
  return [parts.slice(0, at).join(before), ...(parts.length > 1 ? [parts.slice(at).join(before)] : [])].join(after);
}

for (const [what, files] of Object.entries({ 'of a team': ofTeam, 'of all kinds': own })) {
  test(`files ${what} are joined after edits as if they had just been read`, () => {
    const names = files.map(([name]) => name);
    const said = (index: ManifestIndex) =>
      new Map(names.map(name => [name, JSON.stringify([index.references(name), index.problems(name)])]));
    const indexOf = (texts: ReadonlyMap<string, string>) => {
      const index = new ManifestIndex();
      for (const [name, text] of texts) index.update(readManifest({ name, text }));
      return index;
    };
    const edit = fc.record({ file: fc.nat(names.length - 1), word: fc.nat(), place: fc.nat(), isUndone: fc.boolean() });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), edits => {
        const texts = new Map(files);
        const index = indexOf(texts);
        let before = said(index);
        for (const { file, word, place, isUndone } of edits) {
          const name = names[file] ?? '';
          const text = isUndone ? (new Map(files).get(name) ?? '') : edited(texts.get(name) ?? '', word, place);
          texts.set(name, text);
          const touched = index.update(readManifest({ name, text }));
          const now = said(indexOf(texts));
          assert.deepEqual(said(index), now);
          const untold = names.filter(each => before.get(each) !== now.get(each) && !touched.includes(each));
          assert.deepEqual(touched === 'all' ? [] : untold, []);
          before = now;
        }
      }),
      { numRuns: 20, seed: 20261128 },
    );
  });
}
