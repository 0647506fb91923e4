// Text from manifests and from Azure stays text, whatever it holds.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import {
  code,
  commandLink,
  escaped,
  inPlainText,
  markdownSentence,
  withRepository,
} from '../../src/editor/page/markdown.ts';

const hostile = [
  '[click](command:workbench.action.terminal.new)',
  '![x](https://evil.example/x.png)',
  '<a href="https://evil.example">x</a>',
  'https://evil.example www.evil.example a@evil.example',
  '`](command:x)`',
  '**bold** _it_ ~~gone~~ # head\n\n- list\n> quote\n\n[ref]: https://evil.example',
  '| a | b |\n|---|---|',
  '\u202Egnp.exe',
];

test('no mark keeps a meaning', () => {
  for (const text of hostile) {
    const shown = escaped(text);
    assert.doesNotMatch(shown, /(?<!\\)[![\](){}`*_~#>|]|\n|<|\p{Cf}/u, text);
    assert.doesNotMatch(shown, /https?:\/\/|www\.|\w@\w/, text);
  }
});

test('code never ends before its end', () => {
  for (const text of hostile) assert.match(code(text), /^`[^`\n]+`$/, text);
  assert.equal(code(''), '');
});

test('a sentence shows names as code, and all else as text', () => {
  assert.equal(markdownSentence('`aks-eu` has no role on `shop_prod`.'), '`aks-eu` has no role on `shop_prod`\\.');
  for (const text of hostile) {
    const outside = markdownSentence(`\`${text}\``).replaceAll(/`[^`\n]*`/g, '');
    assert.doesNotMatch(outside, /(?<!\\)[[\](){}`*_~#>|]|\n|</, text);
  }
});

test('what a link carries can not end it', () => {
  const shown = commandLink('copy', 'acrPull.copyFix', "a) [b](command:c) 'd' *e*");
  assert.match(shown, /^\[copy\]\(command:acrPull\.copyFix\?[^()\s'*]+\)$/);
  const query = /\?(.+)\)$/.exec(shown)?.[1] ?? '';
  assert.deepEqual(JSON.parse(decodeURIComponent(query)), ["a) [b](command:c) 'd' *e*"]);
});

test('in a diagnostic, which VS Code shows as it is written, names stand in quotation marks', () => {
  assert.equal(
    inPlainText("`aks-eu` can't pull this: its kubelet identity has no pull role on `shopprod`."),
    "“aks-eu” can't pull this: its kubelet identity has no pull role on “shopprod”.",
  );
});

test('a lone mark, and a sentence without names, stay as they are', () => {
  assert.equal(inPlainText('5` of rain'), '5` of rain');
  assert.equal(inPlainText("Can't tell."), "Can't tell.");
});

test('the guide for CI can be pasted: its examples name the repository that the extension is from', () => {
  const guide = readFileSync(path.resolve(import.meta.dirname, '../../docs/ci.md'), 'utf8');
  // As the release writes it into package.json, and as npm normalizes it.
  const pasted = withRepository(guide, 'git+https://github.com/contoso/acr-pull.git');
  assert.doesNotMatch(pasted, /OWNER|REPOSITORY\b(?!_)/);
  assert.match(pasted, /uses: contoso\/acr-pull@action-v\d/);
  assert.match(pasted, /name: contoso\/acr-pull\n/);
  assert.equal(withRepository(guide, undefined), guide, 'nothing is made up where it is not known');
});
