// What a release of the action is: `dist/action/`, whose content is the commit that `uses: OWNER/REPOSITORY@action-v<version>`
// names. A runner checks a commit out and builds nothing, and the sources have no `dist`.
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = import.meta.dirname;
const destination = path.resolve(process.argv[2] ?? path.join(root, 'dist/action'));

/** What the action runs, and what it loads when it needs it. */
const programs = [
  'action.cjs',
  'azure.cjs',
  'web-tree-sitter.cjs',
  'web-tree-sitter.wasm',
  'tree-sitter-hcl.wasm',
  'tree-sitter-bicep.wasm',
  'THIRD-PARTY-NOTICES.txt',
];

rmSync(destination, { recursive: true, force: true });
mkdirSync(path.join(destination, 'dist'), { recursive: true });
for (const file of ['action.yml', 'LICENSE']) copyFileSync(path.join(root, file), path.join(destination, file));
for (const file of programs) copyFileSync(path.join(root, 'dist', file), path.join(destination, 'dist', file));
