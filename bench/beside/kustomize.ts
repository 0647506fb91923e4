/**
 * Lays our reading beside `kustomize build` (Debian's package `kustomize`), for every kustomization of a folder that no
 * other includes: `node bench/beside/kustomize.ts FOLDER`. Lines with `-` are images that only kustomize has, with `+` that
 * only we have. A kustomization that kustomize itself can't build, as without a network, is counted and left out.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { compare, givenFolder, imagesIn, isOfMap, nameOf, readFolder } from './workspace.ts';

const folder = givenFolder('kustomize');
if (spawnSync('kustomize', ['version']).error !== undefined) {
  console.log('skipped: needs kustomize (apt-get install kustomize)');
} else {
  const index = readFolder(folder);
  const ours = new Map<string, Set<string>>();
  const inner = new Set<string>();
  const all: string[] = [];
  for (const file of index.files()) {
    for (const declaration of index.reading(file)?.declarations ?? []) {
      if (declaration.kind !== 'kustomization') continue;
      all.push(file);
      for (const { text } of [...declaration.resources, ...declaration.components, ...declaration.transformers])
        inner.add(path.posix.join(path.posix.dirname(file), text).replace(/\/$/, ''));
    }
  }
  for (const file of index.files()) {
    for (const reference of index.references(file)) {
      // a kustomization's own images are those of the manifests that it changes; its patches may add containers
      const isOwn = reference.format === 'kustomization' && !reference.where.includes(' · ');
      if (isOwn || isOfMap(reference) || reference.settledAt !== undefined) continue;
      for (const overlay of reference.overlays ?? [file]) {
        const known = ours.get(overlay) ?? new Set();
        ours.set(overlay, known.add(nameOf(reference)));
      }
    }
  }
  const counts = { same: 0, open: 0, other: 0, unbuilt: 0 };
  for (const file of all.filter(each => !inner.has(path.posix.dirname(each))).sort()) {
    const at = path.dirname(path.join(folder, file));
    const { status, stdout } = spawnSync('kustomize', ['build', '--load-restrictor', 'LoadRestrictionsNone', at], {
      encoding: 'utf8',
      timeout: 20_000,
      maxBuffer: 1 << 28,
    });
    if (status !== 0) counts.unbuilt++;
    else counts[compare(file, ours.get(file) ?? new Set(), imagesIn(stdout))]++;
  }
  console.log(JSON.stringify(counts));
}
