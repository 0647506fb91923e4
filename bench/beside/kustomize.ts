/**
 * Compares our builds with `kustomize build` (Debian's package `kustomize`), for every kustomization of each repository
 * that no other kustomization includes: `node bench/beside/kustomize.ts FOLDER`. Every subfolder of FOLDER is a
 * repository.
 *
 * Both results are read by the same strict rules: the set of images, and for each object with a pod its namespace,
 * account and pull secrets. Lines with `-` are only in kustomize's result, with `+` only in ours. `open`: all that
 * differs is a value that we leave open. `unbuilt`: kustomize itself can't build it, as without a network. `SILENT=1`
 * lists those that we build without a word.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseAllDocuments } from 'yaml';
import { isKustomizationFile, kustomizationIn, usedBy } from '../../src/build/kustomize/kustomizationFiles.ts';
import { buildKustomization } from '../../src/build/kustomize/kustomize.ts';
import { type InputFile, WorkspaceInputs } from '../../src/build/workspaceInputs.ts';
import type { Node } from '../../src/read/source/tree.ts';
import { isNull } from '../../src/read/source/view.ts';
import { givenFolder } from './folder.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type Outcome = 'same' | 'open' | 'other' | 'unbuilt';
type Counts = Record<Outcome | 'problems', number>;

const folder = givenFolder('kustomize');
if (spawnSync('kustomize', ['version']).error !== undefined) {
  console.log('skipped: needs kustomize (apt-get install kustomize)');
} else {
  const total = noCounts();
  for (const repository of readdirSync(folder).sort()) {
    const root = path.join(folder, repository);
    if (!statSync(root).isDirectory()) continue;
    const counts = compareRepository(root, repository);
    if (counts.same + counts.open + counts.other + counts.unbuilt > 0)
      console.log(`${repository} ${JSON.stringify(counts)}`);
    for (const key of ['same', 'open', 'other', 'unbuilt', 'problems'] as const) total[key] += counts[key];
  }
  console.log(`total ${JSON.stringify(total)}`);
}

function noCounts(): Counts {
  return { same: 0, open: 0, other: 0, unbuilt: 0, problems: 0 };
}

function compareRepository(root: string, repository: string): Counts {
  const counts = noCounts();
  const inputs = inputsOf(root);
  for (const each of rootsIn(inputs)) {
    const outcome = compareBuild(root, each, inputs, repository, counts);
    counts[outcome]++;
  }
  return counts;
}

function inputsOf(root: string): WorkspaceInputs {
  const files = new Map<string, InputFile>();
  for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (/(?:^|[\\/])(?:node_modules|\.git)[\\/]/.test(file)) continue;
    const at = path.join(root, file);
    if (!existsSync(at)) continue;
    const stat = statSync(at);
    if (!stat.isFile() || stat.size > 5_000_000) continue;
    const text = readFileSync(at, 'utf8').replace(/^\uFEFF/, '');
    files.set(file.replaceAll('\\', '/'), { text });
  }
  return new WorkspaceInputs(files);
}

function rootsIn(inputs: WorkspaceInputs): readonly string[] {
  const folders = inputs
    .list('', true)
    .filter(isKustomizationFile)
    .map(file => path.posix.dirname(file).replace(/^\.$/, ''));
  const used = new Set(folders.flatMap(each => usedBy(each, inputs)));
  return [...new Set(folders)].filter(each => {
    const file = kustomizationIn(each, inputs);
    const text = file === undefined ? '' : (inputs.text(file) ?? '');
    return !used.has(each) && !/^kind:\s*Component/m.test(text) && !/kustomize\.toolkit\.fluxcd\.io/.test(text);
  });
}

function compareBuild(
  root: string,
  each: string,
  inputs: WorkspaceInputs,
  repository: string,
  counts: Counts,
): Outcome {
  const at = path.join(root, each);
  const { status, stdout } = spawnSync('kustomize', ['build', '--load-restrictor', 'LoadRestrictionsNone', at], {
    encoding: 'utf8',
    timeout: 20_000,
    // without a network, a remote base fails at once
    env: {
      ...process.env,
      GIT_ALLOW_PROTOCOL: 'file',
      HTTPS_PROXY: 'http://127.0.0.1:1',
      HTTP_PROXY: 'http://127.0.0.1:1',
    },
    maxBuffer: 1 << 28,
  });
  const title = `${repository}/${each}`;
  const built = buildKustomization(each, inputs);
  if (status !== 0) {
    if (process.env['SILENT'] !== undefined && built.problems.length + built.outside.length === 0)
      console.log(`silent ${title}`);
    return 'unbuilt';
  }
  if (built.problems.length > 0) {
    counts.problems++;
    for (const { file, message } of built.problems.slice(0, 5)) console.log(`problem ${title}: ${file}: ${message}`);
  }
  const ours = linesOf(built.objects.map(toJson));
  const theirs = linesOf(
    parseAllDocuments(stdout, { logLevel: 'silent' }).map(document => document.toJS({ maxAliasCount: -1 }) as Json),
  );
  return said(title, ours, theirs);
}

function said(title: string, ours: readonly string[], theirs: readonly string[]): Outcome {
  const more = withoutEach(ours, theirs);
  const missing = withoutEach(theirs, ours);
  if (more.length === 0 && missing.length === 0) return 'same';
  const isOpen = more.length > 0 && more.every(line => line.includes('{{ '));
  console.log(`${isOpen ? 'open' : 'other'} ${title}`);
  for (const line of missing.slice(0, 20)) console.log(`    - ${line}`);
  for (const line of more.slice(0, 20)) console.log(`    + ${line}`);
  return isOpen ? 'open' : 'other';
}

function withoutEach(lines: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others);
  return lines.filter(line => !known.has(line));
}

/**
 * One line for each image, and for each pod, sorted. The hash that kustomize appends to generated names is left out.
 */
function linesOf(objects: readonly Json[]): readonly string[] {
  const lines = new Set<string>();
  for (const object of objects) {
    if (object === null || typeof object !== 'object') continue;
    lines.add(`object ${nameOfObject(object)}`);
    addLines(object, nameOfObject(object), lines);
  }
  return [...lines].sort();
}

function addLines(node: Json, name: string, lines: Set<string>): void {
  if (node === null || typeof node !== 'object') return;
  if (isList(node)) {
    for (const item of node) addLines(item, name, lines);
    return;
  }
  for (const [key, value] of Object.entries(node)) {
    if (key === 'image') lines.add(`${name} image ${shown(value)}`);
    if (key === 'serviceAccountName') lines.add(`${name} account ${unhashed(shown(value))}`);
    if (key === 'imagePullSecrets') lines.add(`${name} secrets ${unhashed(shown(value))}`);
    addLines(value, name, lines);
  }
}

/** JSON with sorted keys. */
function shown(node: Json): string {
  if (node === null || typeof node !== 'object') return JSON.stringify(node);
  if (isList(node)) return `[${node.map(shown).join(',')}]`;
  const entries = Object.entries(node).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${shown(value)}`).join(',')}}`;
}

function isList(node: Json): node is readonly Json[] {
  return Array.isArray(node);
}

function nameOfObject(object: Json): string {
  const at = (node: Json | undefined, key: string): Json | undefined =>
    node === null || typeof node !== 'object' || isList(node) || node === undefined ? undefined : node[key];
  const metadata = at(object, 'metadata');
  // v5.6 takes kinds newer than its OpenAPI document for namespaced ones
  const isNewer = String(at(object, 'kind')).startsWith('ValidatingAdmissionPolicy');
  return [
    at(object, 'kind'),
    isNewer ? '' : (at(metadata, 'namespace') ?? ''),
    unhashed(String(at(metadata, 'name'))),
  ].join(' ');
}

/** https://github.com/kubernetes-sigs/kustomize/blob/master/api/hasher/hasher.go: no vowels, and few digits. */
function unhashed(text: string): string {
  return text.replace(/-[2456789bcdfghkmt]{10}(?=["]|$)/g, '');
}

function toJson(node: Node | undefined): Json {
  if (node === undefined || node.kind === 'alias') return null;
  if (node.kind === 'list') return node.items.map(toJson);
  if (node.kind === 'mapping')
    return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, toJson(value)]));
  if (isNull(node)) return null;
  if (node.plain && /^(?:true|false)$/.test(node.text)) return node.text === 'true';
  return node.plain && /^-?\d+(?:\.\d+)?$/.test(node.text) ? Number(node.text) : node.text;
}
