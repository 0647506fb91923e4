// The contents of both packages: each file for a reason, and nothing else. The npm package is run in gate/package.slow.test.ts.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from './temporary.ts';

const root = path.resolve(import.meta.dirname, '..');

/** Files of either package. */
const everywhere = {
  'package.json': 'what it is',
  'LICENSE*': 'the licence asks for it',
  'dist/THIRD-PARTY-NOTICES.txt': 'the licences of what is bundled ask for it',
  'dist/gate.cjs': 'the gate; the extension starts it as its MCP server, and its terminal runs it',
  'dist/azure.cjs': 'reading Azure, loaded by `--azure` and `acr-pull snapshot`',
  'dist/mcp.cjs': 'Model Context Protocol, loaded by `acr-pull mcp`',
  'dist/web-tree-sitter.{cjs,wasm}': 'the parser of Bicep and Terraform',
  'dist/tree-sitter-{bicep,hcl}.wasm': 'their grammars',
  'docs/{ci,config,gate,planned,snapshot,unknown}.md': 'help, links of findings, and the guide that a command opens',
  'docs/causes/*.md': 'the page of each finding',
  'schemas/acr-pull{,-snapshot}.schema.json': 'completion in the config and in snapshots',
  'schemas/acr-pull-check.schema.json': 'the fields of version 2 of the JSON of check, which docs/gate.md links to',
};
const extension = {
  ...everywhere,
  'docs/marketplace.md': 'the page of the extension, as readme.md',
  'package.nls.json': 'the texts of package.json',
  'l10n/bundle.l10n.json': 'the texts of the code',
  'CHANGELOG.md': 'the marketplace shows it',
  'dist/extension.cjs': 'what VS Code loads',
  'dist/web/extension.cjs': 'what VS Code loads in a browser',
  'dist/editor/*.cjs': 'its pieces, each loaded when it is needed',
  'docs/{api,errors,targets,web}.md': 'guides that a command opens',
  'media/{icon.png,activity-bar.svg}': 'the icons',
  'media/screenshots/*.png': 'pictures that a command opens',
  'media/walkthrough/*.svg': 'the pictures of the walkthrough',
  'samples/**': 'the samples that the walkthrough opens',
  'samples-planned/**': 'the examples of docs/planned.md',
  'samples/.acr-pull.yaml': 'their config',
};
const npm = {
  ...everywhere,
  'README.md': 'the page of the registry',
  'docs/errors.md': 'the table of `explain`',
  'docs/targets.md': 'the destinations of manifests, which docs/gate.md links to',
};

function hold(files: readonly string[], reasons: Readonly<Record<string, string>>): void {
  const globs = Object.keys(reasons);
  const fits = (file: string, glob: string) => path.matchesGlob(file, glob);
  assert.deepEqual(
    files.filter(file => !globs.some(glob => fits(file, glob))),
    [],
    'files without a reason',
  );
  assert.deepEqual(
    globs.filter(glob => !files.some(file => fits(file, glob))),
    [],
    'reasons without a file',
  );
}

test('each file of the extension has a reason', () => {
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  const listed = execFileSync(
    process.execPath,
    [vsce, 'ls', '--no-dependencies', '--readme-path', 'docs/marketplace.md'],
    { cwd: root, encoding: 'utf8' },
  );
  hold(listed.trim().split('\n'), extension);
});

test('in a browser, the extension needs nothing but VS Code', () => {
  const script = readFileSync(path.join(root, 'dist/web/extension.cjs'), 'utf8');
  const required = new Set(Array.from(script.matchAll(/\brequire\(['"]([^'"]+)['"]\)/g), ([, name = '']) => name));
  assert.ok(required.delete('vscode'));
  // web-tree-sitter asks for these where it finds itself in Node
  const ofNode = ['fs', 'fs/promises', 'module', 'path', 'url'];
  assert.deepEqual(
    [...required].filter(name => !ofNode.includes(name)),
    [],
  );
});

test('the packaged extension has a page of its own, and no link or picture in it is broken', t => {
  const vsix = path.join(temporaryFolder(t), 'extension.vsix');
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const [, options = ''] = /vsce package (.*) --out/.exec(scripts.package) ?? [];
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  execFileSync(process.execPath, [vsce, 'package', ...options.split(' '), '--out', vsix], { cwd: root, stdio: 'pipe' });
  const inside = (file: string) => execFileSync('unzip', ['-p', vsix, `extension/${file}`], { encoding: 'utf8' });
  assert.equal(inside('readme.md'), readFileSync(path.join(root, 'docs/marketplace.md'), 'utf8'));
  for (const file of ['readme.md', 'changelog.md']) assert.doesNotMatch(inside(file), /!\[|<img|\]\((?!https:)/, file);
});

test('each file of the npm package has a reason', t => {
  const at = temporaryFolder(t);
  execFileSync(process.execPath, [path.join(root, 'gate.package.mjs'), at], { stdio: 'pipe' });
  const [tarball = ''] = readdirSync(at);
  const listed = execFileSync('tar', ['-tzf', path.join(at, tarball)], { encoding: 'utf8' });
  hold(
    listed
      .trim()
      .split('\n')
      .map(file => file.replace(/^package\//, '')),
    npm,
  );
});
