// docs/errors.md is made from the table of rows. ACR_PULL_UPDATE=1 writes it again.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { afterPull, success } from '../../src/explain/rows/afterPull.ts';
import { authenticate } from '../../src/explain/rows/authenticate.ts';
import { authorise } from '../../src/explain/rows/authorise.ts';
import { find } from '../../src/explain/rows/find.ts';
import { rows } from '../../src/explain/rows/index.ts';
import { other } from '../../src/explain/rows/other.ts';
import { reach } from '../../src/explain/rows/reach.ts';
import { type ErrorRow, type Ranking, wordAlternatives } from '../../src/explain/rows/row.ts';
import { withoutReason } from '../../src/explain/rows/unsaid.ts';

const file = path.resolve(import.meta.dirname, '../../docs/errors.md');

const origins = {
  kubernetes: 'Kubernetes',
  containerd: 'containerd alone',
  containerApp: 'Container Apps',
  containerGroup: 'Container Instances',
  site: 'App Service',
  artifact: 'Flux, Argo CD, Helm',
  docker: 'docker',
} as const;

const tables: readonly (readonly [title: string, rows: readonly ErrorRow[]])[] = [
  ['The registry is not reached', reach],
  ['The credential is refused', authenticate],
  ['The pull is refused', authorise],
  ['The image is not found', find],
  ['After the pull', afterPull],
  ['A pull failed, and the words don’t say why', withoutReason],
  ['Another business', other],
  ['The pull succeeded', success],
];

const cell = (text: string) => text.replaceAll('|', '\\|');
const links = (causes: readonly string[]) => causes.map(cause => `[${cause}](causes/${cause}.md)`).join(', ');

function causesIn(causes: Ranking): string {
  if (!('usual' in causes)) return links(causes);
  const { usual, ...byOrigin } = causes;
  const rows = Object.entries(origins).flatMap(([origin, name]) => {
    const own = byOrigin[origin as keyof typeof origins];
    return own ? [`${name}: ${links(own)}`] : [];
  });
  return [...rows, `else: ${links(usual)}`].join('<br>');
}

function row({ id, kind, own, words, says, causes, sure, source }: ErrorRow): string {
  const all = [
    ...wordAlternatives(own).map(each => `**\`${each}\`**`),
    ...wordAlternatives(words).map(each => `\`${each}\``),
  ];
  const shown = all.slice(0, 6);
  const more = all.length > shown.length ? [`and ${all.length - shown.length} more`] : [];
  const name = `<a id="${id}"></a>\`${id}\``;
  const meaning = `${says}${sure ? ' Unmistakable.' : ''}`;
  const named = kind === 'pull' ? causesIn(causes) : 'no failed pull';
  return `| ${[name, [...shown, ...more].join('<br>'), meaning, named, `[seen](${source})`].map(cell).join(' | ')} |`;
}

const page = `# What errors mean

\`acr-pull explain\` and *Explain a Pull Error* read any text by this table. It is made from the code
(\`src/explain/rows\`); don't edit it here.

- Words are compared without white space, quotes, colours and case, so that a wrapped or escaped message is found, too, and
  never inside a longer word. Names say nothing: a repository called \`redis:404\` is as good as any.
- **Bold** words are said of a pull only, and count 2. The others count 1, and 1 more each for words of pulling a few lines
  above and for a registry or an image in their line. Another business in the same line takes that away, and so does the
  address of a host that is no registry. Between a push, a listing or a login elsewhere and a pull, the last one begun
  decides. Two points are a failed pull. One point with nothing against it is one, too, where the text says little else, and is
  said to be uncertain.
- Of several rows that match, the one that tells more decides: the network before the image, the image before a refused
  credential, that before the anonymous attempt that a node ends with. The causes of the others follow.
- On a pull, a missing or wrong role is a **401**. A **403** is the network; only registries that are not Azure's say it
  to a caller whom they don't let in.
- An unmistakable row comes first whatever a map of Azure shows. Between causes that read alike the map decides.
- A back-off without a reason is a failed pull; the command that shows the reason comes with it.
- *Not a pull error* is said only where the text shows another failure or a success, and names it. Signing in to a registry
  of Azure and checking its health count as pulls: they fail for the same reasons.
- Secrets in a text are never repeated: of all of it, only the image, the host and the pod are.

${tables
  .map(
    ([title, rows]) => `## ${title}

| Row | Words | Meaning | Causes, best first | |
| --- | --- | --- | --- | --- |
${rows.map(row).join('\n')}
`,
  )
  .join('\n')}`;

test('every row is on the page', () => {
  assert.deepEqual(
    tables.flatMap(([, rows]) => rows),
    rows,
  );
});

test('docs/errors.md shows the table as it is', () => {
  if (process.env['ACR_PULL_UPDATE'] !== undefined) writeFileSync(file, page);
  else assert.equal(readFileSync(file, 'utf8'), page, 'run `ACR_PULL_UPDATE=1 node --test test/explain/docs.test.ts`');
});
