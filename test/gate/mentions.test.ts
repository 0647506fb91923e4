// A comment of GitHub notifies the users that it mentions, wherever the rendered text has `@name` outside of code. No
// name of a manifest, a config or Azure may do that, whatever backticks it holds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { marked } from 'marked';
import { markdownSentence } from '../../src/editor/page/markdown.ts';
import { inBackticks, t } from '../../src/model/l10n.ts';
import { quoteForMarkdown } from '../../src/model/quote.ts';
import { folder, gate, pod, snapshot } from './gate.ts';

/** The text outside of code, as GitHub looks for names in it: https://docs.github.com/get-started/writing-on-github */
async function textOf(markdown: string): Promise<string> {
  const html = await marked.parse(markdown, { gfm: true });
  return html
    .replaceAll(/<(code|pre)[^>]*>[\s\S]*?<\/\1>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#64;', '@');
}

const MENTION = /(?<![\w`])@[a-z\d]/i;

/** Backticks before, behind, around and within, by one and by several. */
const names: readonly string[] = ['`', '``', '```', ' ` ', '\\`'].flatMap(ticks => [
  `${ticks}@someone`,
  `@someone${ticks}`,
  `${ticks}@someone${ticks}`,
  `a${ticks}b @someone`,
  `a${ticks} @someone ${ticks}b`,
  `a${ticks}b${ticks}c${ticks} @org/team`,
]);

test('a name in a sentence stays in its code span', async () => {
  for (const name of names) {
    const said = t("`{0}` can't pull this from `{1}`", name, 'shop');
    assert.equal(said.split('`').length, 5, said);
    assert.doesNotMatch(await textOf(markdownSentence(said)), MENTION, name);
    assert.equal(inBackticks(name).split('`').length, 3, name);
  }
});

test('a text outside of code mentions nobody', async () => {
  for (const name of [...names, '@someone', '(@someone)', 'by @org/team.']) {
    assert.doesNotMatch(await textOf(quoteForMarkdown(name)), MENTION, name);
    assert.doesNotMatch(await textOf(markdownSentence(`deployed by ${name} to \`aks\``)), MENTION, name);
  }
});

test('an address, and the digest of an image, are left as they are', () => {
  assert.equal(quoteForMarkdown('app@sha256:1').includes('\u2060'), false);
});

test('the Markdown of check mentions nobody, with names of targets, images, files and reasons', async t => {
  const targets = names.map((name, i) => `  - {name: ${JSON.stringify(`${name}${i}`)}, kind: kubernetes}\n`).join('');
  const cwd = folder(t, {
    '.acr-pull.yaml': `version: 1\nsnapshot: access.json\ntargets:\n${targets}`,
    'access.json': snapshot(),
    'pod.yaml': pod('shop.azurecr.io/app:1', ...names.map(name => `shop.azurecr.io/${name}:1`)),
  });
  const { stdout } = await gate(['check', '--format', 'markdown'], { cwd });
  assert.match(stdout, /someone/);
  assert.doesNotMatch(await textOf(stdout), MENTION);
});
