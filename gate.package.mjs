// The gate as an npm package of its own: `dist/acr-pull-check-<version>.tgz`, which brings `acr-pull`, also
// as a plugin of kubectl, and nothing else.
// It can't be packed from the root: npm always packs what `main` names, which is the extension, and vsce refuses a
// package.json that has `files` beside a .vscodeignore.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = import.meta.dirname;
const stage = mkdtempSync(path.join(tmpdir(), 'acr-pull-'));
const destination = path.resolve(process.argv[2] ?? path.join(root, 'dist'));

/** What the gate runs, and what it loads when it needs it. */
const programs = [
  'gate.cjs',
  'azure.cjs',
  'mcp.cjs',
  'web-tree-sitter.cjs',
  'web-tree-sitter.wasm',
  'tree-sitter-hcl.wasm',
  'tree-sitter-bicep.wasm',
  'THIRD-PARTY-NOTICES.txt',
];
const { name, version, license, bin, engines } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const manifest = {
  name,
  version,
  description: 'Says whether your clusters and apps can pull the images of your manifests from Azure registries',
  license,
  keywords: ['acr', 'aks', 'azure container registry', 'imagepullbackoff', 'ci'],
  type: 'commonjs',
  // By this name `kubectl acr-pull` finds it: https://kubernetes.io/docs/tasks/extend-kubectl/kubectl-plugins/
  // One program under two names stays the one that `npx acr-pull-check` runs.
  bin: { ...bin, 'kubectl-acr_pull': bin['acr-pull'] },
  engines: { node: engines.node },
  files: ['dist', 'docs', 'schemas'],
};

mkdirSync(path.join(stage, 'dist'), { recursive: true });
mkdirSync(path.join(stage, 'docs'));
for (const file of programs) {
  const from = path.join(root, 'dist', file);
  if (!existsSync(from)) throw new Error(`dist/${file} is missing: run \`npm run build\` first`);
  copyFileSync(from, path.join(stage, 'dist', file));
}
copyFileSync(path.join(root, 'LICENSE'), path.join(stage, 'LICENSE'));
for (const page of [
  'gate.md',
  'targets.md',
  'config.md',
  'ci.md',
  'snapshot.md',
  'unknown.md',
  'planned.md',
  'errors.md',
  'causes',
])
  cpSync(path.join(root, 'docs', page), path.join(stage, 'docs', page), { recursive: true });
cpSync(path.join(root, 'schemas'), path.join(stage, 'schemas'), { recursive: true });
for (const page of globSync('docs/**/*.md', { cwd: stage })) withoutLinksOut(path.join(stage, page));
// What the gate's README is: its own page, not that of the extension.
const readme = `# acr-pull

${manifest.description}: a gate for the terminal and for CI. [docs/gate.md](docs/gate.md) is all of it.

    npx ${name} check deploy --snapshot access.json
`;
writeFileSync(path.join(stage, 'README.md'), readme);
writeFileSync(path.join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
mkdirSync(destination, { recursive: true });
execFileSync('npm', ['pack', '--silent', '--pack-destination', destination], { cwd: stage, stdio: 'inherit' });
rmSync(stage, { recursive: true });

/** The sources and the samples are not in the package: what links there keeps its words. */
function withoutLinksOut(file) {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replaceAll(/\[([^\]]*)\]\((?:\.\.\/)+(?:src|samples|test)[^)]*\)/g, '$1'));
}
