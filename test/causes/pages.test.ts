// A cause and its page agree. The page is what people read, the file what the product prints.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type Cause, type CauseId, causePage, causes } from '../../src/causes/index.ts';

const root = path.resolve(import.meta.dirname, '../..');
const ids = Object.keys(causes) as CauseId[];

const outcomeOnPage = {
  allowed: 'The pull **works**, but.',
  denied: 'The pull is **denied**.',
  unknown: 'The verdict is **unknown**.',
  inErrorText: 'Found only in the **text of an error**, by `acr-pull explain` or *Explain a pull error*.',
};

for (const id of ids) {
  test(`the page of ${id} has the words of its file`, () => {
    const cause: Cause = causes[id];
    const page = readFileSync(path.join(root, causePage(id)), 'utf8');
    const [title, , second] = page.split('\n');
    assert.match(title ?? '', /^# /);
    assert.equal(second, `\`${id}\` · ${cause.title} · ${outcomeOnPage[cause.outcome ?? 'inErrorText']}`);
    const meaning = /^## What it means\n\n([\s\S]+?)\n(?:\n|$)/m.exec(page)?.[1]?.replaceAll('\n', ' ');
    assert.equal(meaning, cause.meaning);
    const confirm = /^## How to confirm it\n\n```sh\n([\s\S]+?)\n```$/m.exec(page)?.[1]?.replaceAll(/ \\\n\s*/g, ' ');
    assert.equal(confirm, cause.confirm);
    assert.equal(/^## Sources\n\n- \[[^\]]*\]\((https:[^)]+)\)/m.exec(page)?.[1], cause.link);
  });
}

test('a denied cause that is unknown in code says so on its page', () => {
  const table = readFileSync(path.join(root, 'docs/planned.md'), 'utf8');
  const rows = [...table.matchAll(/^\| \[`[\w-]+`\]\(causes\/([\w-]+)\.md\) \| unknown/gm)].map(([, id]) => id);
  const denied = ids.filter(id => rows.includes(id) && causes[id].outcome === 'denied');
  assert.deepEqual(denied.sort(), ['role-on-wrong-identity', 'wrong-role-for-mode']);
  for (const id of denied) {
    const page = readFileSync(path.join(root, causePage(id)), 'utf8');
    assert.match(page, /In code that is not deployed yet, the verdict is \*\*unknown\*\*/, id);
  }
});

test('every file of a cause is listed, and every page has one', () => {
  const files = globSync('src/causes/*/*.ts', { cwd: root });
  const camel = (id: string) => id.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const named = files.map(file => path.basename(file, '.ts')).sort();
  assert.deepEqual(named, ids.map(camel).sort(), '+ only a file, - only in src/causes/index.ts');
  const pages = globSync('docs/causes/*.md', { cwd: root }).map(file => path.basename(file, '.md'));
  assert.deepEqual(pages.sort(), [...ids].sort(), '+ only in docs/causes, - only in src/causes/index.ts');
});
