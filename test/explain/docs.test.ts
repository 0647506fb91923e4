// docs/errors.md is made from the table of signatures; ACR_PULL_UPDATE=1 writes it anew.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Ranking, Signature } from '../../src/explain/signature.ts';
import { families } from '../../src/explain/signatures/index.ts';

const file = path.resolve(import.meta.dirname, '../../docs/errors.md');

const origins = {
  kubernetes: 'Kubernetes',
  containerd: 'containerd alone',
  containerApp: 'Container Apps',
  containerGroup: 'Container Instances',
  site: 'App Service',
  docker: 'docker',
} as const;

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

function row({ id, kind, words, shared = [], says, stage, causes, source }: Signature): string {
  const all = [...words, ...shared];
  const shown = all.slice(0, 4).map(each => `\`${each.join(' … ')}\``);
  const more = all.length > shown.length ? [`and ${all.length - shown.length} more`] : [];
  const name = `<a id="${id}"></a>\`${id}\``;
  const where = kind === 'pull' ? (stage ?? 'not said') : 'no failed pull';
  return `| ${[name, [...shown, ...more].join('<br>'), says, where, causesIn(causes), `[seen](${source})`].map(cell).join(' | ')} |`;
}

const page = `# What errors mean

\`acr-pull explain\` and *Explain a pull error* read any text by this table. It is made from the code
([src/explain/signatures](../src/explain/signatures)); don't edit it here.

- Words are compared without white space, quotes, colours and case, so that a wrapped or escaped message is found, too.
- Words that are said of anything with a host or a password count only in a message that speaks of pulling: a verb, a
  command, a request to a registry. The name of an image is not enough, for logs name the image of whatever they log.
- Names say nothing: what a repository, a tag, a registry, a pod or an app is called is left out before words are compared,
  so that \`redis:404\` is as good a name as any. What another line, another command or another step of a build says of other
  business is none of this one's.
- What the text shows or says besides the error counts: a login that succeeded, the access mode, a setting of the registry,
  a private link's name, a missing pull secret, another tenant, a deny assignment. So does the name: capitals in a repository,
  a host that stands twice, Docker Hub's site for its registry.
- A tool that no row knows is read by the last table: what went wrong, near a word of pulling. A text that ends in the middle
  of an error's words is read as if it went on.
- Of several that match, the one that tells more decides: the network before the image, the image before a refused
  credential, that before the anonymous try with which a node ends. The causes of the others follow.
- On a pull, a missing or wrong role is a **401**. A **403** is the network; only registries that are not Azure's say it
  to a caller whom they don't let in. \`denied: requested access to the resource is denied\` is a push, or Docker Hub.
  Not found is the reference.
- A line that tells of errors is none, unless it names a registry's host, has the form of an event, or happened to who
  writes: documentation, articles and their tables, source code and what differs between two versions of it, scripts,
  rules of alerts, change logs, the names of tests. Nor is a setting that only has such a word in its name. Words that are
  said of anything count where a failure is reported. Codes of Entra alone say of no registry.
- Where the words alone can't decide, the causes stand in the order of likelihood. With an access map the engine's verdict
  on the same image comes first.
- A text without a failed pull is \`pullError: false\`, with the cause [not-a-pull-error](causes/not-a-pull-error.md), and
  what it is instead in \`why\`. So are a pull that succeeded in the end (with [transient](causes/transient.md) first), a bare
  *Back-off pulling image*, and a push. Signing in to a registry of Azure and checking its health count as pulls: they
  fail for the same reasons. To list tags or repositories, to assign a role or to attach a registry, and to sign in to a
  registry that is not Azure's, do not.
- Secrets in a text are never repeated: of all of it, only the image and the host are.

${families
  .map(
    ({ title, signatures }) => `## ${title}

| Row | Words | Meaning | Stage | Causes, best first | |
| --- | --- | --- | --- | --- | --- |
${signatures.map(row).join('\n')}
`,
  )
  .join('\n')}`;

test('docs/errors.md shows the table as it is', () => {
  if (process.env['ACR_PULL_UPDATE'] !== undefined) writeFileSync(file, page);
  else assert.equal(readFileSync(file, 'utf8'), page, 'run `ACR_PULL_UPDATE=1 node --test test/explain/docs.test.ts`');
});
