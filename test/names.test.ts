// One exported name for each meaning, in all of `src`: who meets a name in two files may take it for the same thing.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const src = path.resolve(import.meta.dirname, '..', 'src');
const exported = /^export (?:async )?(?:abstract )?(?:function\*?|const|class|interface|type) +([\w$]+)/gm;

/** Contracts: each file of a kind exports the same name, and one table or VS Code imports them all. */
const contracts: Readonly<Record<string, string>> = {
  define: 'a command of the gate, for src/gate/program.ts',
  activate: 'the begin of the extension, which VS Code calls in each of its hosts',
};

test('no name is exported twice, but those of a contract', () => {
  const files = new Map<string, string[]>();
  for (const file of globSync('**/*.ts', { cwd: src }).sort()) {
    const text = readFileSync(path.join(src, file), 'utf8');
    // a function with several signatures is exported once
    const names = new Set(Array.from(text.matchAll(exported), ([, name = '']) => name));
    for (const name of names) files.set(name, [...(files.get(name) ?? []), file]);
  }
  assert.ok(files.has('imageKey'), 'the exports are found');
  const several = [...files].filter(([name, at]) => at.length > 1 && !Object.hasOwn(contracts, name));
  assert.deepEqual(Object.fromEntries(several), {});
  for (const name of Object.keys(contracts)) assert.ok((files.get(name)?.length ?? 0) > 1, `${name} is no contract`);
});
