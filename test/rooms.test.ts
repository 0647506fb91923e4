// The dependency rule of ARCHITECTURE.md, read from the imports themselves:
// faces (editor, gate) → workspace → rooms → model, and causes, whose ids the model takes. Only editor imports vscode; only access/azure imports @azure/*;
// read, build, verdict and explain stay free of Node, so that a web build remains possible.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.resolve(import.meta.dirname, '..');
const files = globSync('src/**/*.ts', { cwd: root }).map(file => file.replaceAll('\\', '/'));

/** The places of the architecture, and what each may import of the others. */
const mayImport: Record<string, readonly string[]> = {
  model: ['causes'],
  causes: ['model'],
  read: ['model', 'causes'],
  build: ['model', 'causes', 'read'],
  access: ['model', 'causes'],
  'access/azure': ['model', 'causes', 'access'],
  verdict: ['model', 'causes', 'access'],
  explain: ['model', 'causes', 'read', 'build', 'access', 'verdict'],
  workspace: ['model', 'causes', 'read', 'build', 'access', 'verdict', 'explain'],
  disk: [],
  editor: [
    'disk',
    'model',
    'causes',
    'read',
    'build',
    'access',
    'access/azure',
    'verdict',
    'explain',
    'workspace',
    'schemas',
  ],
  gate: ['disk', 'model', 'causes', 'read', 'build', 'access', 'access/azure', 'verdict', 'explain', 'workspace'],
};

const pure = ['model', 'causes', 'read', 'build', 'access', 'verdict', 'explain', 'workspace'];

function placeOf(file: string): string {
  if (file.startsWith('src/access/azure/')) return 'access/azure';
  if (file.startsWith('schemas/')) return 'schemas'; // data, and the one description of the config's keys
  return file.slice('src/'.length).replace(/\.ts$/, '').split('/')[0] ?? '';
}

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)].map(match => match[1] ?? '');
}

function resolved(file: string, name: string): string {
  return path.posix.join(path.posix.dirname(file), name);
}

test('every file below src stands in a place of the architecture', () => {
  assert.ok(files.length > 0);
  for (const file of files) assert.ok(placeOf(file) in mayImport, `${file} has no place`);
});

for (const file of files) {
  test(`${file} imports only what its place may`, () => {
    const place = placeOf(file);
    for (const name of importsOf(file)) {
      if (name.startsWith('.')) {
        const to = placeOf(resolved(file, name));
        assert.ok(to === place || mayImport[place]?.includes(to), `${file} (${place}) imports ${name} (${to})`);
      } else if (name === 'vscode') {
        assert.equal(place, 'editor', `${file} imports vscode`);
      } else if (name.startsWith('@azure/')) {
        const signIn = /^src\/(editor|gate)\/\w+\/signIn/.test(file);
        assert.ok(place === 'access/azure' || signIn, `${file} imports ${name}`);
      } else if (name.startsWith('node:')) {
        assert.ok(!pure.includes(place), `${file} imports ${name}, and ${place} must run in a browser`);
      }
    }
  });
}

test('files on disk are opened by `disk` alone, which bounds them, and programs are started for git alone', () => {
  // Listing a folder and asking for a file's state open nothing.
  const harmless = [
    'src/gate/baseline.ts',
    'src/gate/files/nodeFiles.ts',
    'src/gate/files/configFile.ts',
    'src/editor/store/workspaceFiles.ts',
  ];
  const git = ['src/gate/git/setAside.ts', 'src/gate/git/changedSince.ts'];
  for (const file of files) {
    const names = importsOf(file);
    const onDisk = names.some(name => name === 'node:fs' || name === 'node:fs/promises');
    if (onDisk) assert.ok(placeOf(file) === 'disk' || [...harmless, ...git].includes(file), `${file} opens files`);
    if (names.includes('node:child_process')) assert.equal(file, git[0], `${file} starts programs`);
  }
});

test('no files import each other in a circle, types included', () => {
  const importsBelow = new Map(files.map(file => [file, importsOf(file).map(name => resolved(file, name))]));
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    assert.ok(!way.includes(file), `a circle: ${[...way.slice(way.indexOf(file)), file].join(' → ')}`);
    if (done.has(file)) return;
    for (const to of importsBelow.get(file) ?? []) visit(to, [...way, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
});

// VS Code starts its extensions one after the other, on one thread (ARCHITECTURE.md). `npm run package` weighs what begins.
test('the extension begins without the parsers', () => {
  const imported = (file: string): readonly string[] => {
    const text = readFileSync(path.join(root, file), 'utf8');
    // `import type` and `import()` load nothing at the start
    return [...text.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)'/gm)].map(match => match[1] ?? '');
  };
  const ways = new Map([['src/editor/wiring.ts', 'src/editor/wiring.ts']]);
  for (const [file, way] of ways) {
    for (const name of imported(file)) {
      assert.ok(!/^(?:yaml|dockerfile-ast|web-tree-sitter|@azure\/)/.test(name), `${way} → ${name}`);
      const to = resolved(file, name);
      if (name.startsWith('.') && to.startsWith('src/') && !ways.has(to)) ways.set(to, `${way} → ${to}`);
    }
  }
  assert.ok(ways.size > 100, 'what the wiring imports was not found');
});

test('no regular expression of explain is longer than a person reads', () => {
  const literal = /(?<=[=(:,[!&|?] ?)\/(?![/*])((?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n])+)\/[dgimsuvy]*/g;
  const own = files.filter(file => file.startsWith('src/explain/'));
  const found = own
    .flatMap(file => [...readFileSync(path.join(root, file), 'utf8').matchAll(/^(?! *\*).*$/gm)])
    .flatMap(([line]) => [...` ${line.trim().replace(/^\//, ',/')}`.matchAll(literal)])
    .map(match => match[1] ?? '');
  assert.ok(found.length > 50, 'the expressions were not found');
  assert.deepEqual(
    found.filter(({ length }) => length > 120),
    [],
  );
});
