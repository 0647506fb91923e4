// Worlds of damaged code: nothing throws, whatever is left of it. `ACR_PULL_MUTATIONS=100000` runs as many, from
// `ACR_PULL_SEED` on, so that several runs may share them.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { judged, workspaces } from './planned.ts';

const MUTATIONS = Number(process.env['ACR_PULL_MUTATIONS'] ?? 2000);
const SEED = Number(process.env['ACR_PULL_SEED'] ?? 34);

/** The same numbers in each run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const PIECES = [
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  "'",
  '"',
  '${',
  ' if (',
  ' for ',
  ' = ',
  ' null ',
  '\n',
  ' == ',
  '.id',
  '//',
  'existing',
  'count = ',
  '[reference(',
  "[copyIndex('",
  '"copy": ',
  '"condition": "[',
  ')]',
  'br/public:avm/',
  'for_each = ',
  'dynamic "',
];

function damaged(text: string, pick: (below: number) => number): string {
  const [one, other] = [pick(text.length + 1), pick(text.length + 1)].sort((a, b) => a - b);
  const [start = 0, end = 0] = [one, Math.min(other ?? 0, (one ?? 0) + 60)];
  switch (pick(4)) {
    case 0:
      return text.slice(0, start) + text.slice(end);
    case 1:
      return text.slice(0, start) + (PIECES[pick(PIECES.length)] ?? '') + text.slice(start);
    case 2:
      return text.slice(0, end) + text.slice(start);
    default:
      return text.slice(0, start) + text.slice(start, end).split('').reverse().join('') + text.slice(end);
  }
}

test(`${MUTATIONS} damaged workspaces are judged without an error`, () => {
  const all = [...workspaces(path.join(import.meta.dirname, 'fixtures')).values()].map(files => [...files]);
  const pick = numbers(SEED);
  for (let count = 0; count < MUTATIONS; count++) {
    const files = all[pick(all.length)] ?? [];
    const at = pick(files.length);
    const changed = files.map(([name, text], index) => [name, index === at ? damaged(text, pick) : text] as const);
    assert.doesNotThrow(() => judged(changed), JSON.stringify(changed[at]));
  }
});
