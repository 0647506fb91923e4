// The kustomization that Flux makes for a folder that has none.
// https://github.com/fluxcd/pkg/blob/main/kustomize/kustomize_generator.go (scanManifests)
import { folderOf } from '../../model/place.ts';
import { lift } from '../../read/source/lift.ts';
import type { Content } from '../../read/source/tree.ts';
import { parseYaml } from '../../read/source/yaml/yaml.ts';
import type { Inputs } from '../built.ts';

const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** The same files, and in a folder without a kustomization the one that Flux makes. */
export function withGeneratedKustomization(folder: string, inputs: Inputs): Inputs {
  const within = folder === '' ? '' : `${folder}/`;
  const files = inputs.list(folder, true);
  if (NAMES.some(name => files.includes(within + name))) return inputs;
  const resources = generatedResources(folder, files);
  const made = within + (NAMES[0] ?? '');
  const text = kustomizationText(resources);
  const root = lift(parseYaml(text).root, { file: made, text, origins: [] });
  const documents: readonly Content[] = root === undefined ? [] : [root];
  return {
    documents: file => (file === made ? documents : inputs.documents(file)),
    text: file => (file === made ? text : inputs.text(file)),
    reading: file => inputs.reading(file),
    list: (of, isDeep) => inputs.list(of, isDeep),
  };
}

/** Manifests in a folder and below, and the outermost kustomizations below, into which Flux does not look further. */
export function generatedResources(folder: string, files: readonly string[]): readonly string[] {
  const start = folder === '' ? 0 : folder.length + 1;
  const inner = files.map(file => file.slice(start)).filter(path => !isIgnored(path));
  const kustomized = new Set(inner.filter(isKustomization).map(folderOf));
  const resources = new Set<string>();
  for (const path of inner) {
    const outermost = folderPaths(path).find(each => kustomized.has(each));
    if (outermost !== undefined) resources.add(outermost);
    else if (path.endsWith('.yaml') || path.endsWith('.yml')) resources.add(path);
  }
  return [...resources].sort(inOrderOfWalk);
}

function isKustomization(path: string): boolean {
  return NAMES.includes(path.slice(path.lastIndexOf('/') + 1));
}

/** The folders around a file, outermost first, without the root. */
function folderPaths(path: string): readonly string[] {
  const steps = path.split('/').slice(0, -1);
  return steps.map((_, i) => steps.slice(0, i + 1).join('/'));
}

/** A folder's entries come in the order of their names, each with all that is in it. */
function inOrderOfWalk(one: string, other: string): number {
  const [left, right] = [one, other].map(path => path.replaceAll('/', '\0'));
  return left === right ? 0 : (left ?? '') < (right ?? '') ? -1 : 1;
}

/** Files that no source of Flux has: https://github.com/fluxcd/pkg/blob/main/sourceignore/sourceignore.go */
function isIgnored(path: string): boolean {
  return path.split('/').some(step => IGNORED.has(step));
}

const IGNORED: ReadonlySet<string> = new Set([
  '.git',
  '.github',
  '.circleci',
  '.travis.yml',
  '.gitlab-ci.yml',
  'appveyor.yml',
  '.drone.yml',
  'cloudbuild.yaml',
  'codeship-services.yml',
  'codeship-steps.yml',
  '.goreleaser.yml',
  '.sops.yaml',
  '.flux.yaml',
]);

function kustomizationText(resources: readonly string[]): string {
  const lines = ['apiVersion: kustomize.config.k8s.io/v1beta1', 'kind: Kustomization'];
  // a kustomization without anything in it would be refused
  if (resources.length === 0) return [...lines, 'namespace: _placeholder', ''].join('\n');
  return [...lines, 'resources:', ...resources.map(path => `  - ${JSON.stringify(path)}`), ''].join('\n');
}
