// Deployments of the steps of workflows and pipelines. A word of a command is literal or an expression that the file
// settles. What a shell puts in, and what a step may have set, stays open.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageReference } from '../../src/model/reference.ts';
import { readManifest } from '../../src/read/index.ts';

const WORKFLOW = '.github/workflows/a.yml';
const PIPELINE = 'azure-pipelines.yml';

function referencesOf(text: string, name: string): readonly ImageReference[] {
  return readManifest({ name, text }, { imageRules: [] }).references;
}

function registriesOf(text: string, name = WORKFLOW): readonly (string | undefined)[] {
  return referencesOf(text, name).map(({ image }) => (image.kind === 'image' ? image.registry : image.why));
}

function step(script: string, more = ''): string {
  return `      - run: |\n${script.replace(/^/gm, '          ')}\n${more}`;
}

/** A workflow with these steps, whose `env` has a registry. */
function workflow(...steps: readonly string[]): string {
  return `on: push\nenv: { ACR: dev, REGISTRY: dev.azurecr.io }\njobs:\n  a:\n    runs-on: x\n    steps:\n${steps.join('')}`;
}

const dev = 'dev.azurecr.io';
const byShell = 'az containerapp update -n a --image "$ACR.azurecr.io/a:1"';
const byExpression = 'az containerapp update -n a --image "${{ env.ACR }}.azurecr.io/a:1"';

// Found wrong 9: a script that gave the variable another value was still judged as dev.
for (const script of [
  'ACR=dev',
  'ACR=dev\nread -r "ACR"',
  'ACR=dev\nprintf -v "ACR" %s prod',
  'ACR=dev\nSet-Variable "ACR" prod',
  'export ACR=dev\nsource prod.env',
]) {
  test(`a variable of the shell is open, whatever a script does: ${script}`, () => {
    assert.deepEqual(registriesOf(workflow(step(`${script}\n${byShell}`))), [undefined]);
  });
}

test('an expression is put in before the shell runs', () => {
  assert.deepEqual(registriesOf(workflow(step(`ACR=prod\n${byExpression}`))), [dev]);
});

const setting: readonly (readonly [script: string, registry: string | undefined])[] = [
  ['echo hello', dev],
  ['echo "OTHER=prod" >> $GITHUB_ENV', dev],
  ['echo "OTHER=$(git describe | cut -c1-7)" >> "$GITHUB_ENV"', dev],
  ['if [ x ]; then echo "OTHER=prod" >> ${GITHUB_ENV}; fi', dev],
  // the name, or one that can't be read
  ['echo "ACR=prod" >> $GITHUB_ENV', undefined],
  ['[ "$E" ] && echo ACR=prod >> "$GITHUB_ENV"', undefined],
  ['echo "$k=$v" >> $GITHUB_ENV', undefined],
  ['echo -e "OTHER=1\\nACR=prod" >> $GITHUB_ENV', undefined],
  ['{ echo "OTHER=1"; cat prod.env; } >> $GITHUB_ENV', undefined],
  ['cat >> $GITHUB_ENV <<EOF\nACR=prod\nEOF', undefined],
  ['echo "ACR=prod" | tee -a "$GITHUB_ENV"', undefined],
  ['echo "ACR=prod" >> ${{ github.env }}', undefined],
  ['Add-Content -Path $env:GITHUB_ENV -Value "ACR=prod"', undefined],
  [`python3 - <<'EOF'\nopen(os.environ["GITHUB_ENV"], "a")\nEOF`, undefined],
];
for (const [script, registry] of setting) {
  test(`a value that a step before may have set is open: ${script}`, () => {
    assert.deepEqual(registriesOf(workflow(step(script), step(byExpression))), [registry]);
  });
}

test('an action that runs a script may set a variable, too', () => {
  const action = `      - uses: actions/github-script@v7\n        with: { script: "core.exportVariable('ACR', 'prod')" }\n`;
  assert.deepEqual(registriesOf(workflow(action, step(byExpression))), [undefined]);
});

test('what is set for later steps counts neither in its own step nor before it, and not over the env of a step', () => {
  const set = 'echo "ACR=prod" >> $GITHUB_ENV';
  assert.deepEqual(registriesOf(workflow(step(`${set}\n${byExpression}`))), [dev]);
  assert.deepEqual(registriesOf(workflow(step(byExpression), step(set))), [dev]);
  const own = step(byExpression, '        env: { ACR: own }\n');
  assert.deepEqual(registriesOf(workflow(step(set), own)), ['own.azurecr.io']);
});

test('an image whose host a step may have set is still an image of Azure', () => {
  const use = step('az containerapp update -n a --image ${{ env.REGISTRY }}/a:1');
  const [found] = referencesOf(workflow(step('cat x >> $GITHUB_ENV'), use), WORKFLOW);
  assert.equal(found?.text, '${{ env.REGISTRY }}/a:1');
  assert.equal(found?.image.kind === 'image' && found.image.unresolved, '${{ env.REGISTRY }}');
});

test('in Azure Pipelines, a task does not take what a step before may have set', () => {
  const of = (set: string) =>
    registriesOf(
      `variables: { acr: dev }
steps:
  - bash: ${set}
  - task: AzureContainerApps@1
    inputs: { containerAppName: a, imageToDeploy: "$(acr).azurecr.io/a:1" }
`,
      PIPELINE,
    );
  assert.deepEqual(of('echo hello'), [dev]);
  assert.deepEqual(of('echo "##vso[task.setvariable variable=other]prod"'), [dev]);
  assert.deepEqual(of('echo "##vso[task.setvariable variable=acr]prod"'), [undefined]);
  assert.deepEqual(of('echo "##vso[task.setvariable variable=ACR;isOutput=true]prod"'), [undefined]);
  assert.deepEqual(of('echo "##vso[task.setvariable variable=$name]prod"'), [undefined]);
});

test('steps below a condition of a pipeline are steps', () => {
  const text =
    'steps:\n- ${{ if eq(parameters.x, true) }}:\n  - script: az containerapp update -n a --image dev.azurecr.io/a:1\n';
  assert.deepEqual(registriesOf(text, PIPELINE), [dev]);
  const own = text.replace(/\n {2}- (script.*)/, ' { displayName: y }\n  $1');
  assert.deepEqual(registriesOf(own, PIPELINE), [dev]);
});

test('a variable that a condition may give another value is open', () => {
  const steps = 'steps:\n- script: az containerapp update -n a --image $(acr).azurecr.io/a:1\n';
  const list = 'variables:\n- name: acr\n  value: dev\n- ${{ if x }}:\n  - name: acr\n    value: prod\n';
  const mapping = 'variables:\n  acr: dev\n  ${{ if x }}:\n    acr: prod\n';
  for (const variables of [list, mapping]) assert.deepEqual(registriesOf(variables + steps, PIPELINE), [undefined]);
});

test('each job of a matrix has its own variables', () => {
  const text = `variables: { acr: dev }
jobs:
- job: a
  strategy: { matrix: { dev: { region: we }, prod: { region: ne, acr: prod } } }
  steps:
  - script: az containerapp update -n a-$(acr) --image $(acr).azurecr.io/a:1
`;
  const found = referencesOf(text, PIPELINE).map(({ image, workload }) => [
    image.kind === 'image' && image.registry,
    'name' in workload && workload.name,
  ]);
  // a name never meets the registry of another job
  assert.deepEqual(found, [
    [dev, 'a-dev'],
    ['prod.azurecr.io', 'a-prod'],
  ]);
});

test('a value of a parameter that a condition excludes is not used below it', () => {
  const text = (condition: string) => `parameters:
- { name: stage, values: [dev, prod] }
steps:
- \${{ if ${condition} }}:
  - script: az containerapp update -n a-prod --image \${{ parameters.stage }}.azurecr.io/a:1
`;
  assert.deepEqual(registriesOf(text("eq(parameters.stage, 'prod')"), PIPELINE), [undefined]);
  assert.deepEqual(registriesOf(text('parameters.other'), PIPELINE), [dev, 'prod.azurecr.io']);
});

test('of a command with an open word, the app is not known and the image is', () => {
  const of = (words: string) =>
    referencesOf(workflow(step(`az containerapp update ${words}`)), WORKFLOW).map(({ workload }) =>
      'name' in workload ? workload.name : '',
    );
  const image = '--image dev.azurecr.io/a:1';
  assert.deepEqual(of(`-n a ${image}`), ['a']);
  assert.deepEqual(of(`-n a ${image} --revision-suffix $SUFFIX`), ['a']);
  assert.deepEqual(of(`-n a ${image} --set-env-vars "X=$X"`), ['a']);
  for (const words of [`-n a ${image} $MORE`, `-n a ${image} "$@"`, `-n a ${image} "\${ARGS[@]}"`, `$WHAT ${image}`])
    assert.deepEqual(of(words), [undefined], words);
});

test('a script whose quotes do not match is said to be read in part', () => {
  const text = workflow(step(`echo don't\naz containerapp update -n a --image dev.azurecr.io/a:1`));
  const { problems } = readManifest({ name: WORKFLOW, text });
  assert.deepEqual(
    problems.map(({ message }) => message),
    ['commands of a step were not read: a quote or a bracket is never closed'],
  );
});

test('the place is that of the value, not of the same text elsewhere', () => {
  const at = (script: string) => {
    const text = workflow(step(script));
    return referencesOf(text, WORKFLOW).map(({ span }) => span.start - text.indexOf(script));
  };
  const helm = 'helm upgrade a ./c --set image.registry=shop.azurecr.io --set image.repository=a';
  assert.deepEqual(at(helm), [helm.length - 1]);
  const two = 'az deployment group create -p xImage=myshop.azurecr.io/a:1 yImage=shop.azurecr.io/a:1';
  assert.deepEqual(at(two), [two.indexOf('myshop'), two.lastIndexOf('shop.azurecr')]);
});

test('the place is that of the command, not of an older one in a comment', () => {
  const own = 'az containerapp update -n a \\\n  --image shop.azurecr.io/a:1\n';
  const text = workflow(step(`${own.replace(/^/gm, '# ')}\n${own}`));
  assert.deepEqual(
    referencesOf(text, WORKFLOW).map(({ span }) => span.start),
    [text.lastIndexOf('shop.azurecr')],
  );
});

test('hostile scripts take no longer than their length', () => {
  const command = 'az containerapp update -n a --image shop.azurecr.io/a:1';
  const parts = [
    '"',
    "'",
    '`',
    '$(',
    '${',
    '${{',
    '$((',
    '<<A ',
    '{\n',
    '(',
    'if a\n',
    '"$(',
    "@'\n",
    '<#',
    '\\',
    'a=(',
  ];
  for (const part of parts) {
    for (const shell of ['bash', 'pwsh']) {
      const script = `${command}\n${part.repeat(100_000 / part.length)}\n${command}`;
      const text = workflow(step(script, `        shell: ${shell}\n`));
      assert.ok(referencesOf(text, WORKFLOW).length > 0, part);
    }
  }
  const set = `${'echo "A='.repeat(20_000)} GITHUB_ENV`;
  assert.equal(referencesOf(workflow(step(set), step(command)), WORKFLOW).length, 1);
});
