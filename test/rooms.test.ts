// The dependency rule of ARCHITECTURE.md, read from the imports themselves:
// faces (editor, gate) → workspace → rooms → model and causes. Within rooms folder by folder. The model takes types of causes.
// Only editor imports vscode. Only access/azure imports @azure/*. read, build, verdict and explain stay free of Node, so that a web build remains possible.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.resolve(import.meta.dirname, '..');
const files = globSync('src/**/*.ts', { cwd: root }).map(file => file.replaceAll('\\', '/'));

/** Flux and Argo CD: rooms that know the same. */
const ofTool = ['model', 'read', 'read/source', 'build/built.ts', 'build/delivery', 'build/delivery/sender.ts'];

/** One deployment, with the tools that build it. */
const deploymentAndTools = ['build', 'build/built.ts', 'build/delivery/**', 'build/helm', 'build/kustomize'];

/** The rooms that the editor shows. */
const beneathEditor = [
  'disk',
  'model',
  'causes',
  'read/**',
  'access/**',
  'verdict',
  'explain',
  'workspace/**',
  'schemas',
];

/** The folders of the editor: each imports those before it alone. Only the wiring knows them all. */
const editorFolders = [
  'editor',
  'editor/page',
  'editor/files',
  'editor/store',
  'editor/findings',
  'editor/azure',
  'editor/targets',
  'editor/config',
  'editor/diagnostics',
  'editor/fixes',
  'editor/hover',
  'editor/tree',
  'editor/audit',
  'editor/explain',
  'editor/completion',
  'editor/assistants',
  'editor/terminal',
  'editor/guides',
  'editor/host',
  'editor/wiring.ts',
  'editor/extension.ts',
  'editor/extension.web.ts',
];

/**
 * The folders of the architecture and what each may import of the others, lower ones first. A folder without a row of its
 * own belongs to the nearest one around it that has one. `read/**` is all folders from `read` on down.
 */
const mayImport: Record<string, readonly string[]> = {
  model: ['causes'],
  causes: ['model'],

  // One file in, its references and declarations out. The parsers and the few files beside them are the ground floor.
  read: ['model', 'read/source'],
  'read/source': ['model', 'read'],
  'read/values': ['model', 'read', 'read/source'],
  'read/kubernetes': ['model', 'read', 'read/source', 'read/values'],
  'read/infrastructure': ['model', 'read', 'read/source', 'read/kubernetes'],
  'read/steps': ['model', 'read', 'read/source', 'read/values', 'read/kubernetes'],
  'read/formats': [
    'model',
    'read',
    'read/source',
    'read/values',
    'read/kubernetes',
    'read/infrastructure',
    'read/steps',
  ],
  'read/index.ts': ['model', 'read', 'read/source', 'read/formats'],

  // Tools know each other only by what they hand on.
  'build/delivery/sender.ts': ['model', 'read/source'],
  'build/built.ts': ['model', 'read/source', 'build/delivery/sender.ts'],
  'build/kustomize': ['model', 'read/source', 'build/built.ts', 'build/delivery/sender.ts'],
  'build/helm': ['model', 'read', 'read/source', 'build/built.ts', 'build/delivery/sender.ts'],
  'build/delivery': ['model', 'read', 'read/source', 'read/kubernetes', 'build/built.ts', 'build/delivery/sender.ts'],
  'build/delivery/argo': ofTool,
  'build/delivery/flux': ofTool,
  'build/delivery/senders.ts': ['read/source', 'build/delivery/**'],
  'build/programs': ['model', 'read', 'read/source', 'read/infrastructure'],
  // One deployment, then which ones there are, then all of them after each change.
  build: ['model', 'read/**', 'build/built.ts', 'build/delivery/**', 'build/helm', 'build/kustomize'],
  'build/discovery': ['model', 'read/source', ...deploymentAndTools],
  'build/incremental': ['model', 'read', 'read/source', ...deploymentAndTools, 'build/discovery'],
  'build/deployments.ts': ['model', 'build', 'build/built.ts', 'build/programs', 'build/incremental'],

  access: ['model'],
  'access/azure': ['model', 'access'],
  'access/planned': ['model', 'access'],
  verdict: ['model', 'causes', 'access'],
  explain: ['model', 'causes', 'read/**', 'verdict'],
  'workspace/config': ['model', 'causes', 'read/source', 'access', 'workspace', 'workspace/targets'],
  'workspace/targets': ['model', 'read/source', 'access', 'workspace/config'],
  'workspace/planned': ['model', 'causes', 'access', 'access/planned', 'verdict', 'workspace/targets'],
  workspace: [
    'model',
    'causes',
    'read/**',
    'build',
    'build/deployments.ts',
    'access',
    'access/planned',
    'verdict',
    'explain',
    'workspace/**',
  ],

  // The machine's own files, for the faces.
  disk: [],
  ...Object.fromEntries(editorFolders.map((folder, at) => [folder, [...beneathEditor, ...editorFolders.slice(0, at)]])),
  gate: ['disk', 'model', 'causes', 'read/**', 'build', 'access/**', 'verdict', 'explain', 'workspace/**'],
};

const folders = Object.keys(mayImport);

const pure = ['model', 'causes', 'read', 'build', 'access', 'verdict', 'explain', 'workspace'];

function roomOf(file: string): string {
  if (file.startsWith('schemas/')) return 'schemas'; // data, and the one description of the config's keys
  return file.slice('src/'.length).replace(/\.ts$/, '').split('/')[0] ?? '';
}

/** The row of a file: its own, or that of the nearest folder around it. */
function folderOf(file: string): string {
  if (file.startsWith('schemas/')) return 'schemas';
  const own = file.slice('src/'.length);
  const around = folders.filter(folder => own === folder || own.startsWith(`${folder}/`));
  return around.sort((one, other) => other.length - one.length)[0] ?? '';
}

function isAllowed(from: string, to: string): boolean {
  const allowed = mayImport[from] ?? [];
  return allowed.some(each => {
    if (!each.endsWith('/**')) return each === to;
    const top = each.slice(0, -'/**'.length);
    return to === top || to.startsWith(`${top}/`);
  });
}

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)].map(match => match[1] ?? '');
}

function resolved(file: string, name: string): string {
  return path.posix.join(path.posix.dirname(file), name);
}

test('every file below src stands in a folder of the architecture', () => {
  assert.ok(files.length > 0);
  for (const file of files) assert.notEqual(folderOf(file), '', `${file} has no place`);
  for (const folder of folders)
    assert.ok(
      files.some(file => folderOf(file) === folder),
      `nothing is in ${folder}`,
    );
});

test('a format imports no other format, except the files of its own folder', () => {
  const inFormats = files.filter(file => file.startsWith('src/read/formats/'));
  for (const file of inFormats) {
    const others = importsOf(file).filter(name => name.startsWith('./'));
    const isOfFolder = file.split('/').length > 4;
    // late.ts holds what formats of large parsers have in common, and loads each with its first file
    assert.ok(isOfFolder || others.length === 0 || file.endsWith('/late.ts'), `${file} imports ${others.join(', ')}`);
  }
});

for (const file of files) {
  test(`${file} imports only what its folder may`, () => {
    const room = roomOf(file);
    const from = folderOf(file);
    for (const name of importsOf(file)) {
      if (name.startsWith('.')) {
        const to = folderOf(resolved(file, name));
        assert.ok(to === from || isAllowed(from, to), `${file} (${from}) imports ${name} (${to})`);
      } else if (name === 'vscode') {
        assert.equal(room, 'editor', `${file} imports vscode`);
      } else if (name.startsWith('@azure/')) {
        const signIn = /^src\/(editor|gate)\/\w+\/signIn/.test(file);
        assert.ok(from === 'access/azure' || signIn, `${file} imports ${name}`);
      } else if (name.startsWith('node:')) {
        assert.ok(
          !pure.includes(room) || from === 'access/azure',
          `${file} imports ${name}, and ${room} must run in a browser`,
        );
      }
    }
  });
}

test('the model takes only types of causes', () => {
  for (const file of files.filter(each => roomOf(each) === 'model')) {
    const text = readFileSync(path.join(root, file), 'utf8');
    const loaded = [...text.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)'/gm)].map(
      match => match[1] ?? '',
    );
    for (const name of loaded) assert.notEqual(roomOf(resolved(file, name)), 'causes', `${file} loads ${name}`);
  }
});

test('files on disk are opened by `disk` alone, which bounds them, and programs are started for git alone', () => {
  // Listing a folder and asking for a file's state open nothing.
  const harmless = [
    'src/gate/baseline.ts',
    'src/gate/files/nodeFiles.ts',
    'src/gate/files/configFile.ts',
    'src/gate/files/fileTree.ts',
    'src/editor/files/disk.ts',
  ];
  const git = ['src/gate/git/setAside.ts', 'src/gate/git/states.ts'];
  for (const file of files) {
    const names = importsOf(file);
    const onDisk = names.some(name => name === 'node:fs' || name === 'node:fs/promises');
    if (onDisk) assert.ok(roomOf(file) === 'disk' || [...harmless, ...git].includes(file), `${file} opens files`);
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
