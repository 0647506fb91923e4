// Annotations of a run in CI: one for each cause, registry and target, within what a step shows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folder, gate, pod, snapshot } from './gate.ts';
import { manyFindings } from './manyFindings.ts';

const denied = ['check', '--snapshot', 'access.json', '--target', 'aks-no', '--format'];
const isGithub = /^::(error|warning|notice) (.*?)::(.*)$/;
const isAzure = /^##vso\[task\.logissue type=(error|warning)(.*?)\](.*)$/;

function commandsIn(text: string, command: RegExp) {
  return text.split('\n').flatMap(line => {
    const [, type = '', properties = '', message = ''] = command.exec(line) ?? [];
    return type === '' ? [] : [{ type, properties, message: message.replaceAll('%0A', '\n') }];
  });
}

test('images of one cause, registry and target are one annotation, which begins with the reason', async t => {
  const files = Object.fromEntries(
    ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(name => [`deploy/${name}.yaml`, pod(`shop.azurecr.io/${name}:1`)]),
  );
  const cwd = folder(t, { ...files, 'access.json': snapshot() });
  const [failure, one, ...others] = commandsIn((await gate([...denied, 'github'], { cwd })).stdout, isGithub);
  assert.deepEqual(others, []);
  assert.deepEqual(
    [failure?.properties, failure?.message],
    ['title=acr-pull', 'Failed with exit code 2: 7 pulls are denied.'],
  );
  assert.equal(
    one?.properties,
    'file=deploy/a.yaml,line=6,endLine=6,col=27,endColumn=46,title=not attached%3A shop.azurecr.io → aks-no%2C 7 images',
  );
  assert.match(
    one?.message ?? '',
    /^`aks-no` can't pull this: .*\n7 images: shop\.azurecr\.io\/a:1 \(deploy\/a\.yaml:6\), .*, shop\.azurecr\.io\/e:1 \(deploy\/e\.yaml:6\) and 2 more\nFix: az aks update [^\n]*$/,
  );
  const [, issue, ...more] = commandsIn((await gate([...denied, 'azure-pipelines'], { cwd })).stdout, isAzure);
  assert.deepEqual(more, []);
  assert.equal(issue?.properties, ';sourcepath=deploy/a.yaml;linenumber=6;columnnumber=27;code=not-attached');
  assert.equal(issue?.message, one?.message);
});

test('one image alone is named as a whole, and its annotation marks it', async t => {
  const cwd = folder(t, { 'a.yaml': pod('shop.azurecr.io/app:1'), 'access.json': snapshot() });
  const [, one] = commandsIn((await gate([...denied, 'github'], { cwd })).stdout, isGithub);
  assert.match(one?.properties ?? '', /title=not attached%3A shop\.azurecr\.io\/app%3A1 → aks-no$/);
  assert.match(one?.message ?? '', /\nImage: shop\.azurecr\.io\/app:1\nFix: /);
});

test('of thousands, a step shows ten errors and ten warnings, the failure among them, and counts the rest', async t => {
  const cwd = folder(t, {
    ...manyFindings({ clusters: 30, registries: 20, imagesOfEach: 5 }),
    ...Object.fromEntries(
      Array.from({ length: 25 }, (_, i) => [`deploy/open-${i}.yaml`, pod(`partner${i}.azurecr.io/x:1`)]),
    ),
    ...Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [
        `deploy/broken-${i}.yaml`,
        `${pod('nginx:1')}zz: [
`,
      ]),
    ),
  });
  for (const [format, command] of [
    ['github', isGithub],
    ['azure-pipelines', isAzure],
  ] as const) {
    const { stdout, code } = await gate(['check', '--format', format], { cwd });
    assert.equal(code, 2);
    const shown = commandsIn(stdout, command);
    const errors = shown.filter(({ type }) => type === 'error');
    const warnings = shown.filter(({ type }) => type === 'warning');
    assert.equal(errors.length, 10, format);
    assert.ok(warnings.length <= 10 && warnings.length > 0, format);
    assert.match(errors[0]?.message ?? '', /^Failed with exit code 2: 3000 pulls are denied/);
    assert.ok(shown.some(({ message }) => /^12 files or folders could not be read completely: /.test(message)));
    for (const { message } of shown) assert.ok(message.length < 4096);
    const groups = shown
      .map(({ message }) => message)
      .filter(message => /^(?:Image|\d+ (?:images|pulls)): /m.test(message));
    assert.match(stdout, /pulls; --summary FILE lists them$/m);
    const [, causes, pulls] = /^Not annotated: (\d+) causes of (\d+) pulls/m.exec(stdout) ?? [];
    // what is unknown is one group for each registry, whatever its clusters
    assert.equal(Number(causes), 30 * 20 + 25 - groups.length, 'denied: one group a cluster and a registry');
    assert.equal(Number(pulls), 3000 + 30 * 25 - groups.reduce((sum, message) => sum + pullsOf(message), 0));
  }
});

/** The number of pulls in the text of an annotation. */
function pullsOf(message: string): number {
  return Number(/^(\d+) (?:images|pulls): /m.exec(message)?.[1] ?? 1);
}

test('a cause that one config hushes stays an annotation where another does not', async t => {
  const clusters =
    '/subscriptions/50b50000-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters';
  const config = (...more: readonly string[]) =>
    [
      'version: 1',
      `targets: [{ name: aks-no, kind: aks, id: ${clusters}/aks-no, manifests: "*.yaml" }]`,
      ...more,
      '',
    ].join('\n');
  const cwd = folder(t, {
    'a/.acr-pull.yaml': config('severity: { not-attached: hint }'),
    'a/app.yaml': pod('shop.azurecr.io/x:1'),
    'b/.acr-pull.yaml': config('severity: { not-attached: warning }'),
    'b/app.yaml': pod('shop.azurecr.io/y:1'),
    'access.json': snapshot(),
  });
  const { stdout } = await gate(['check', 'a', 'b', '--snapshot', 'access.json', '--format', 'github'], { cwd });
  const shown = commandsIn(stdout, isGithub).map(({ type, properties }) => [type, / → (.*)$/.exec(properties)?.[1]]);
  assert.deepEqual(shown, [
    ['error', undefined],
    ['warning', 'aks-no'],
  ]);
});
