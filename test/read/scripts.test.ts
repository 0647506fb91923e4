// Scripts that deploy: a variable has a value only where nothing else can give it one. Each script ends with a command that
// deploys `$ACR.azurecr.io/a:1`; what is between is read, and the registry is `dev` or open.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageReference } from '../../src/model/reference.ts';
import { readManifest } from '../../src/read/index.ts';

const command = 'az containerapp update -n a --image "$ACR.azurecr.io/a:1"';

function referencesOf(text: string, name = '.github/workflows/a.yml'): readonly ImageReference[] {
  return readManifest({ name, text }, { imageRules: [] })?.references ?? [];
}

function registriesOf(text: string, name?: string): readonly (string | undefined)[] {
  return referencesOf(text, name).map(({ image }) => (image.kind === 'image' ? image.registry : image.why));
}

const dev = 'dev.azurecr.io';
function workflow(...steps: readonly string[]): string {
  const runs = steps.map(step => `      - run: |\n${step.replace(/^/gm, '          ')}\n`);
  return `on: push\nenv: { ACR: dev, TAG: v1 }\njobs:\n  a:\n    runs-on: x\n    steps:\n${runs.join('')}`;
}

const setting: readonly (readonly [string, string | undefined])[] = [
  ['echo hello', dev],
  ['echo "ACR=prod" >> $GITHUB_ENV', 'prod.azurecr.io'],
  ['echo "ACR=prod" >> "$GITHUB_ENV"', 'prod.azurecr.io'],
  ['[ "$E" ] && echo "ACR=prod" >> $GITHUB_ENV', undefined],
  ['false || echo "ACR=prod" >> $GITHUB_ENV', undefined],
  ["grep '^ACR=' .env >> $GITHUB_ENV", undefined],
  ['jq -r \'"ACR=" + .acr\' f >> $GITHUB_ENV', undefined],
  ["sed 's/^/ACR=/' f >> $GITHUB_ENV", undefined],
  ['echo -e "ACR=prod\\nB=2" >> $GITHUB_ENV', undefined],
  ['{ echo "ACR=prod"; } >> $GITHUB_ENV', undefined],
  ['cat >> $GITHUB_ENV <<EOF\nACR=prod\nEOF', undefined],
  ['cat prod.env >> $GITHUB_ENV', undefined],
  ['echo "ACR<<EOF" >> $GITHUB_ENV', undefined],
  ['Add-Content -Path $env:GITHUB_ENV -Value "ACR=prod"', undefined],
  ['echo "ACR=$(az acr list)" >> $GITHUB_ENV', undefined],
  ['echo "$k=$v" >> $GITHUB_ENV', undefined],
  ['node env.js --format=env >> $GITHUB_ENV', undefined],
  ["grep -v '^FOO=' .env >> $GITHUB_ENV", undefined],
  ['save() {\n echo "ACR=prod" >> $GITHUB_ENV\n}\nif [ "$E" ]; then save; fi', undefined],
  ['[ x ] || exit 0\necho "ACR=prod" >> $GITHUB_ENV', undefined],
  ['[ x ] &&\n echo "ACR=prod" >> $GITHUB_ENV', undefined],
  ['echo "OTHER=prod" >> $GITHUB_ENV', dev],
  ['if [ x ]; then echo "OTHER=prod" >> $GITHUB_ENV; fi', dev],
  ['echo "ACR=prod" >> $GITHUB_ENV\ncat x >> $GITHUB_ENV', undefined],
];
for (const [step, registry] of setting)
  test(`set for later steps: ${step}`, () =>
    assert.deepEqual(registriesOf(workflow(step, command), '.github/workflows/a.yml'), [registry]));

const outputs: readonly (readonly [string, string | undefined])[] = [
  ['echo "uri=prod.azurecr.io/a:1" >> $GITHUB_OUTPUT', 'prod.azurecr.io'],
  ['echo "uri=$ACR.azurecr.io/a:1" >> "$GITHUB_OUTPUT"', dev],
  ['ACR=prod\necho "uri=${ACR}.azurecr.io/a:$TAG" >> "$GITHUB_OUTPUT"', 'prod.azurecr.io'],
  ['[ x ] || exit 1\necho "uri=prod.azurecr.io/a:1" >> $GITHUB_OUTPUT', undefined],
  ['[ x ] && exit 0\nU=prod.azurecr.io/a:1\necho "uri=$U" >> $GITHUB_OUTPUT', undefined],
  ['[ x ] && echo "uri=prod.azurecr.io/a:1" >> $GITHUB_OUTPUT', undefined],
  ['if [ x ]; then\necho "uri=prod.azurecr.io/a:1" >> $GITHUB_OUTPUT\nfi', undefined],
  ['echo "uri=x.azurecr.io/a:1" >> $GITHUB_OUTPUT\necho "uri=y.azurecr.io/a:1" >> $GITHUB_OUTPUT', undefined],
];
for (const [script, registry] of outputs)
  test(`handed on as an output: ${script}`, () => {
    const job = (need: string, runs: string) =>
      `  ${need}\n    runs-on: x\n    outputs: { uri: "\${{ steps.image.outputs.uri }}" }\n    steps:\n${runs}`;
    const first = `      - id: image\n        run: |\n${script.replace(/^/gm, '          ')}\n`;
    const use = (what: string) => `      - run: az containerapp update -n a --image \${{ ${what}.outputs.uri }}\n`;
    const jobs = [job('a:', first + use('steps.image')), job('b:\n    needs: a', use('needs.a'))];
    const found = registriesOf(
      `on: push\nenv: { ACR: dev, TAG: v1 }\njobs:\n${jobs.join('')}`,
      '.github/workflows/a.yml',
    );
    assert.deepEqual(found, [registry, registry]);
  });

test('an output is open where it may be set in another way, and is none of another job', () => {
  const steps = (script: string) =>
    `on: push\njobs:\n  a:\n    steps:\n      - id: image\n        run: |\n${script.replace(/^/gm, '          ')}\n`;
  const use = '      - run: az containerapp update -n a --image ${{ steps.image.outputs.uri }}\n';
  const set = 'echo "uri=prod.azurecr.io/a:1" >> $GITHUB_OUTPUT';
  for (const more of ['cat x >> $GITHUB_OUTPUT', 'python3 - <<EOF\nopen("GITHUB_OUTPUT")\nEOF'])
    assert.deepEqual(registriesOf(`${steps(`${set}\n${more}`)}${use}`, '.github/workflows/a.yml'), []);
  const other = `  b:\n    steps:\n${use}`;
  assert.deepEqual(registriesOf(steps(set) + other, '.github/workflows/a.yml'), []);
});

test('what may lack, or is of a later moment, is open', () => {
  const of = (text: string) => registriesOf(text, '.github/workflows/a.yml');
  const both = 'echo "ACR=prod" | tee -a "$GITHUB_ENV" "$GITHUB_OUTPUT"';
  assert.deepEqual(of(workflow(both, command)), [undefined]);
  assert.deepEqual(of(workflow('echo "ACR=prod" >> ${{ github.env }}', command)), [undefined]);
  const output = (more: string, need: string) => `on: push
jobs:
  a:${more}
    outputs: { env: "\${{ steps.s.outputs.env }}" }
    steps:
      - id: s
        run: echo "env=prod" >> $GITHUB_OUTPUT
  b:${need}
    steps:
      - run: az containerapp update -n a --image shop\${{ needs.a.outputs.env }}.azurecr.io/a:1
`;
  const needs = '\n    needs: [a]';
  assert.deepEqual(of(output('', needs)), ['shopprod.azurecr.io']);
  assert.deepEqual(of(output('', '')), [undefined]);
  assert.deepEqual(of(output('', `${needs}\n    if: always()`)), [undefined]);
  assert.deepEqual(of(output("\n    if: github.ref == 'x'", needs)), [undefined]);
  const first = (key: string, run: string) => workflow(run).replace('- run', `- ${key}\n        run`);
  const late = first('id: s', 'echo "uri=${{ env.R }}.azurecr.io/a:1" >> $GITHUB_OUTPUT');
  const use = '      - run: az containerapp update -n a --image ${{ steps.s.outputs.uri }}\n';
  assert.deepEqual(of(`${late}      - run: echo "R=late" >> $GITHUB_ENV\n${use}`), [undefined]);
  for (const key of ['if: "!success()"', 'continue-on-error: true'])
    assert.deepEqual(of(`${first(key, 'echo "ACR=prod" >> $GITHUB_ENV')}      - run: ${JSON.stringify(command)}\n`), [
      undefined,
    ]);
  const failed = first('if: failure()', 'echo "ACR=prod" >> $GITHUB_ENV');
  assert.deepEqual(of(`${failed}      - run: ${JSON.stringify(command)}\n`), [undefined]);
});

test('steps below a condition of a pipeline are steps', () => {
  const text =
    'steps:\n- ${{ if eq(parameters.x, true) }}:\n  - script: az containerapp update -n a --image dev.azurecr.io/a:1\n';
  assert.deepEqual(registriesOf(text, 'azure-pipelines.yml'), [dev]);
  const own = text.replace(/\n {2}- (script.*)/, ' { displayName: y }\n  $1');
  assert.deepEqual(registriesOf(own, 'azure-pipelines.yml'), [dev]);
});

test('a variable that a condition may give another value is open', () => {
  const steps = 'steps:\n- script: az containerapp update -n a --image $(acr).azurecr.io/a:1\n';
  const list = 'variables:\n- name: acr\n  value: dev\n- ${{ if x }}:\n  - name: acr\n    value: prod\n';
  const mapping = 'variables:\n  acr: dev\n  ${{ if x }}:\n    acr: prod\n';
  for (const variables of [list, mapping])
    assert.deepEqual(registriesOf(variables + steps, 'azure-pipelines.yml'), [undefined]);
});

test('what a script does not know is not filled by the names of another step', () => {
  const script = 'ACR=$(az acr list)\necho "IMAGE=$ACR.azurecr.io/a:1" >> $GITHUB_ENV';
  const text = workflow(script, 'az containerapp update -n a --image $IMAGE');
  assert.deepEqual(registriesOf(text, '.github/workflows/a.yml'), [undefined]);
});

test('what a step has in its own env goes before what was set', () => {
  const step = `      - run: |\n          ${command}\n        env: { ACR: own }\n`;
  const text = `${workflow('echo "ACR=prod" >> $GITHUB_ENV')}${step}`;
  assert.deepEqual(registriesOf(text, '.github/workflows/a.yml'), ['own.azurecr.io']);
});

test('a program in another language may set any name for later steps', () => {
  const python = `python3 - <<'EOF'\nopen(os.environ["GITHUB_ENV"], "a")\nEOF`;
  assert.deepEqual(registriesOf(workflow(python, command), '.github/workflows/a.yml'), [undefined]);
  const action = `      - uses: actions/github-script@v7\n        with: { script: "core.exportVariable('ACR', 'prod')" }\n`;
  const steps = `${workflow('true').replace(/ {6}- run[\s\S]*$/, '')}${action}      - run: ${JSON.stringify(command)}\n`;
  assert.deepEqual(registriesOf(steps, '.github/workflows/a.yml'), [undefined]);
});

test('of an image that is set for later steps in part, it is known that it is of Azure', () => {
  const script = 'echo "IMAGE=shop.azurecr.io/api:$(git rev-parse --short HEAD)" >> $GITHUB_ENV';
  const text = workflow(script, 'az containerapp update -n a --image $IMAGE');
  assert.deepEqual(registriesOf(text, '.github/workflows/a.yml'), [undefined]);
});

test('a name that the legs of a matrix give several values is open', () => {
  const text = `variables: { acr: dev }
jobs:
- job: a
  strategy: { matrix: { dev: { region: we }, prod: { region: ne, acr: prod } } }
  steps:
  - script: az containerapp update -n a --image $(acr).azurecr.io/a:1
`;
  assert.deepEqual(registriesOf(text, 'azure-pipelines.yml'), [undefined]);
});

test('what is set for later steps is not set in the same one, and a file that is read may set anything', () => {
  const of = (script: string) => registriesOf(workflow(script), '.github/workflows/a.yml');
  assert.deepEqual(of(`echo "ACR=prod" >> $GITHUB_ENV\n${command}`), [dev]);
  assert.deepEqual(of(`source .env\n${command}`), [undefined]);
});

test('where any name may have been set, an image of Azure is still one', () => {
  const text = workflow('cat x >> $GITHUB_ENV', 'az containerapp update -n a --image $HOST/a:1').replace(
    'TAG: v1',
    'HOST: dev.azurecr.io',
  );
  for (const each of [text, text.replace('cat x >> $GITHUB_ENV', 'true').replace('az con', 'source .env; az con')]) {
    const [found] = referencesOf(each, '.github/workflows/a.yml');
    assert.deepEqual(found?.image.kind === 'image' && [found.image.registry, found.image.repository], [undefined, 'a']);
  }
});

test('in Azure Pipelines, a task takes what a step before has set', () => {
  const text = (set: string) => `variables: { acr: dev }
steps:
  - bash: ${set}
  - task: AzureContainerApps@1
    inputs: { containerAppName: a, imageToDeploy: "$(acr).azurecr.io/a:1" }
`;
  const of = (set: string) => registriesOf(text(set), 'azure-pipelines.yml');
  assert.deepEqual(of('echo hello'), [dev]);
  assert.deepEqual(of('echo "##vso[task.setvariable variable=acr]prod"'), ['prod.azurecr.io']);
  assert.deepEqual(of('echo "##vso[task.setvariable variable=acr;isOutput=true]prod"'), [undefined]);
  assert.deepEqual(of('echo "##vso[task.setvariable variable=ACR]prod"'), ['prod.azurecr.io']);
  assert.deepEqual(of('test -f x && echo "##vso[task.setvariable variable=acr]prod"'), [undefined]);
});
