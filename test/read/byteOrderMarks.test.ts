// A byte order mark wherever files were put together. No document disappears.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifest } from '../../src/read/index.ts';

const MARK = '\ufeff';
const pod = (name: string, first: 'apiVersion' | 'kind') => {
  const head = first === 'kind' ? 'kind: Pod\napiVersion: v1\n' : 'apiVersion: v1\nkind: Pod\n';
  return `${head}metadata: {name: ${name}}\nspec:\n  containers:\n    - image: shop.azurecr.io/${name}:1\n`;
};

const seams: Readonly<Record<string, string>> = {
  'before the marker': `${MARK}---\n`,
  'behind the marker': `---${MARK}\n`,
  'on the next line': `---\n${MARK}`,
  'on the next line, with a comment': `---\n${MARK}# two\n`,
  'before the marker and behind it': `${MARK}---\n${MARK}`,
  'behind the end of a document': `...\n${MARK}---\n`,
  twice: `---\n${MARK}---\n${MARK}`,
};

for (const lines of ['\n', '\r\n'])
  for (const first of ['apiVersion', 'kind'] as const)
    for (const [where, seam] of Object.entries(seams))
      test(`a mark ${where} (${first}, ${JSON.stringify(lines)})`, () => {
        const text = (pod('one', first) + seam + pod('two', first)).replaceAll('\n', lines);
        const { references, problems } = readManifest({ name: 'pods.yaml', text });
        assert.deepEqual(problems, []);
        assert.deepEqual(
          references.map(({ text: image }) => image),
          ['shop.azurecr.io/one:1', 'shop.azurecr.io/two:1'],
        );
        for (const { span, text: image } of references) assert.equal(text.slice(span.start, span.end), image);
      });
