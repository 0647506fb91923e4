// Runs the commands and follows the links that the documents show. Blocks of sh are run as a reader would: in a
// repository with manifests and a map. Blocks of console are run by docs.test.ts, which compares their output.
import assert from 'node:assert/strict';
import { cpSync, existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { folder, gate, root } from './gate.ts';

const documents = globSync(['*.md', 'docs/**/*.md', 'test/*.md'], { cwd: root });

interface Shown {
  readonly document: string;
  readonly command: string;
}

/** The commands of all blocks of sh, without comments and what the shell does with their output. */
const shown: readonly Shown[] = documents.flatMap(document =>
  [...readFileSync(path.join(root, document), 'utf8').matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)].flatMap(
    ([, block = '']) =>
      block
        .replaceAll('\\\n', ' ')
        .split(/\n|&&|\|/)
        .map(line => ({ document, command: line.replace(/ #.*| > .*/, '').trim() }))
        .filter(({ command }) => command !== ''),
  ),
);

/** Reads Azure, so the tests of the emulator run it. */
const asksAzure = /^acr-pull (?:snapshot\b|.* --azure\b)/;

const pullError = 'Failed to pull image "shopprod.azurecr.io/checkout:2.4.0": 401 Unauthorized';

/** A reader's repository: manifests, a chart and a map, and no config yet. */
function repository(t: TestContext): string {
  const cwd = folder(t, {
    'charts/cart/Chart.yaml': 'apiVersion: v2\nname: cart\nversion: 1.0.0\n',
    'charts/cart/values.yaml': 'image: { repository: shopprod.azurecr.io/cart, tag: "1" }\n',
  });
  cpSync(path.join(root, 'samples'), cwd, {
    recursive: true,
    filter: file => path.basename(file) !== '.acr-pull.yaml',
  });
  return cwd;
}

for (const document of documents) {
  const commands = shown.filter(
    each => each.document === document && each.command.startsWith('acr-pull ') && !asksAzure.test(each.command),
  );
  if (commands.length > 0)
    test(`${document}: each acr-pull command of a block runs, in its order`, async t => {
      const cwd = repository(t);
      if (!commands.some(({ command }) => command === 'acr-pull init')) await gate(['init'], { cwd });
      for (const { command } of commands) {
        const run = await gate(command.split(/ +/).slice(1), { cwd, input: pullError });
        // 2 and 3 are verdicts: a pull is denied or unknown.
        assert.ok([0, 2, 3].includes(run.code ?? -1), `${command}\nexits ${run.code}\n${run.stderr}`);
      }
    });
}

test('each script of npm that a document shows is one of package.json', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const named = documents.flatMap(document =>
    [...readFileSync(path.join(root, document), 'utf8').matchAll(/\bnpm (?:run )?(start|test|(?<=run )[\w:]+)/g)].map(
      ([, script = '']) => ({ document, script }),
    ),
  );
  assert.ok(named.length > 5);
  assert.deepEqual(
    named.filter(({ script }) => !(script in scripts)),
    [],
  );
});

test('each program of Node that a document shows is in the repository', () => {
  const programs = documents.flatMap(document =>
    [
      ...readFileSync(path.join(root, document), 'utf8').matchAll(
        /\bnode (?:--test )?((?:test|bench|dist)\/[\w./-]+)/g,
      ),
    ].map(([, file = '']) => ({ document, file })),
  );
  assert.ok(programs.length > 5);
  assert.deepEqual(
    programs.filter(({ file }) => !existsSync(path.join(root, file))),
    [],
  );
});

test('each link of a document to a file leads to one', () => {
  const links = documents.flatMap(document =>
    [
      ...readFileSync(path.join(root, document), 'utf8').matchAll(/\]\((?!https?:|#|mailto:|command:|…)([^)\s#]+)/g),
    ].map(([, link = '']) => ({ document, link })),
  );
  assert.ok(links.length > 100);
  assert.deepEqual(
    links.filter(({ document, link }) => !existsSync(path.join(root, path.dirname(document), decodeURI(link)))),
    [],
  );
});
