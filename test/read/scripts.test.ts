// Scripts that deploy: a variable has a value only where nothing else can give it one. Each script ends with a command that
// deploys `$ACR.azurecr.io/a:1`; what is between is read, and the registry is `dev` or open.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageReference } from '../../src/model/reference.ts';
import { ManifestReader, readManifest } from '../../src/read/index.ts';

const command = 'az containerapp update -n a --image "$ACR.azurecr.io/a:1"';

function referencesOf(text: string, name = 'deploy.sh'): readonly ImageReference[] {
  return readManifest({ name, text }, { imageRules: [] })?.references ?? [];
}

function registriesOf(text: string, name?: string): readonly (string | undefined)[] {
  return referencesOf(text, name).map(({ image }) => (image.kind === 'image' ? image.registry : image.why));
}

const dev = 'dev.azurecr.io';
const known: readonly string[] = [
  'ACR=dev',
  'export ACR="dev"',
  "ACR=dev\nexport ACR\necho 'ACR'",
  '# ACR=prod\nACR=dev # not prod',
  'ACR=dev\nif [ "$ACR" = prod ]; then echo; fi',
  'ACR=dev; ACR=dev',
  'main() {\nACR=dev',
  'V=$(jq .v f | tr -d \\")\nACR=dev',
  `V="$(jq .v f | tr -d '"')"\nACR=dev`,
  'cat <<EOF\nACR=dev\nEOF\nACR=dev',
  'echo "To use prod:\nACR=prod\n"\nACR=dev',
  'X=$((1 << BITS))\nACR=dev',
  'ACR=dev\nprintf "$MESSAGE"',
  'ACR=dev\neval set -- "$OPTS"\neval "$(ssh-agent -s)"',
  "ACR=dev\njq -r '.items[] | . | .version' f",
  'ACR=dev\ndocker build --build-arg ACR=$ACR .',
  'f()\n{\n  echo\n}\nACR=dev',
];
for (const script of known)
  test(`known: ${script}`, () => assert.deepEqual(registriesOf(`${script}\n${command}`), [dev]));

const open: readonly string[] = [
  // another may be the one that counts
  'ACR=dev\n[ "$E" = prod ] && ACR=prod',
  'ACR=dev\ngrep -q prod f && ACR=prod',
  'ACR=dev\nfalse || ACR=prod',
  'ACR=dev\ncase "$E" in\nprod|p) ACR=prod;;\nesac',
  'ACR=dev\ncase "$E" in\n"prod") ACR=prod;;\nesac',
  'ACR=dev\nwhile getopts "r:" o; do case $o in r) ACR=$OPTARG ;; esac; done',
  'ACR=dev\nwhile [ $# -gt 0 ]; do case $1 in --acr) ACR="$2"; shift 2;; esac; done',
  'ACR=dev\nread -r ACR TAG',
  'ACR=dev\nwhile IFS=, read -r ACR TAG; do',
  'ACR=dev\nread ACR < f',
  'ACR=dev\nprintf -v ACR %s prod',
  'ACR=dev\nunset ACR',
  'ACR=dev\nexport A=1 ACR=prod',
  'ACR=dev\ndeclare -g -x ACR=prod',
  'ACR=dev\ntypeset ACR=prod',
  'ACR=dev\n{ ACR=prod; }',
  'ACR=dev\nX=`date`\nACR=prod',
  'ACR=dev\nfor ACR in a b; do',
  'ACR=dev\n[ -f .env ] && source .env',
  'ACR=dev\nif [ -f .env ]; then . ./.env; fi',
  'ACR=dev\nACR+=prod',
  // not in this branch, not yet, or not in this shell
  'if [ "$E" ]; then ACR=dev; fi',
  'for e in a b; do\nACR=dev\ndone',
  'case "$E" in dev) ACR=dev ;; prod | live)',
  'case "$E" in dev) ACR=dev ;; "prod")',
  'if [ A ]; then ACR=dev; fi\nif [ A ] && [ C ]; then',
  '(\nACR=dev\n)',
  'if [ "$1" = dev ]; then\nARGS=(\n  --x\n)\nACR=dev\nfi',
  'if [ "$1" = dev ]; then\nV=$(\necho\n)\nACR=dev\nfi',
  'if [ "$1" ]; then\nls | while read f; do echo; done\nACR=dev\nfi',
  'if [ "$1" ]; then\nawk \'{\n}}\'\nX=${X%\\}}\nACR=dev\nfi',
  'test x && if [ "$E" ]; then ACR=dev; fi',
  'if x; then for i in a; do echo; done; ACR=dev; fi',
  'case $1 in\na) if [ "$2" ]; then echo; fi\n ACR=dev ;;\nesac',
  '(cd x; ACR=dev; ls)',
  'V=$(cd x; ACR=dev; echo)',
  'f() (\nACR=dev\n)\nf',
  'if a; then\nACR=dev\nelse if b; then',
  '[ -z "$ACR" ] &&\n  ACR=dev',
  '[ -z "$ACR" ] ||\n  ACR=dev',
  'load_env() {\n source .env\n}\nACR=dev\nload_env',
  'ACR=dev\nwhile IFS= read -r line; do export "$line"; done < .env',
  'ACR=dev\ndeclare -g "$1=$2"',
  'ACR=dev\nif ! source .env; then echo; fi',
  'build() {\n local ACR=dev\n docker build .\n}\nbuild',
  'ACR=dev\nread -rp "Registry (dev|prod): " ACR',
  'ACR=1\n((ACR++))',
  'ACR=(dev)',
  'declare -u ACR=dev',
  'ACR=dev\ncase "$1" in\n  prod) source prod.env ;;\nesac',
  'load() { source "$1.env"; }\nACR=dev\nload prod',
  'load()\n{\n  source "$1.env"\n}\nACR=dev\nload prod',
  'ACR=dev\n[ "$1" = prod ] && export "ACR=prod"',
  'ask() {\n local -n ref=$1; read -rp "$2" ref\n}\nACR=dev\nask ACR "Registry? "',
  "cat <<'!'\n!\nACR=dev\nACR=$1",
];
for (const script of open)
  test(`open: ${script}`, () => assert.deepEqual(registriesOf(`${script}\n${command}`), [undefined]));

test('a value counts below the line that sets it, and in a function that is called later', () => {
  assert.deepEqual(registriesOf(`${command}\nACR=dev`), [undefined]);
  assert.deepEqual(registriesOf(`deploy() {\n${command}\n}\nACR=dev\ndeploy`), [undefined]);
  assert.deepEqual(registriesOf(`setup() {\nACR=dev\n${command}\n}`), [dev]);
  assert.deepEqual(registriesOf(`setup() {\nACR=dev\n}\nif [ -z "$CI" ]; then setup; fi\n${command}`), [undefined]);
});

const ofPowerShell = 'az containerapp update -n a --image "$ACR.azurecr.io/a:1"';
const openInPowerShell: readonly string[] = [
  '$ACR = "dev"\nif ($e) { $ACR = "prod" }',
  "$ACR = \"dev\"\nswitch ($e) { 'prod' { $ACR = 'prod' } }",
  '$ACR = "dev"\nforeach ($ACR in $list) {',
  '$ACR = "dev"\n[string]$ACR = "prod"',
  '$ACR = "dev"\n$script:ACR = "prod"',
  '$ACR = "dev"\nSet-Variable -Name ACR -Value prod',
  '$ACR = "dev"\nif ($e) { . ./env.ps1 }',
  'param(\n  $ACR = "dev",\n  $X = "x"\n)',
  'param([string]$Name, [string]$ACR = "dev")',
  '$acr = "dev"\nif ($e) { $Acr = "prod" }',
  '$ACR = "dev"\nfunction Deploy([string]$ACR) {',
  'function Setup {\n $ACR = "dev"\n}\nSetup',
  '$ACR = "dev"\n$ACR, $TAG = $x -split ":"',
  '$ACR = "dev"\nNew-Variable -Name ACR -Value prod',
  '$ACR = "Dev".ToLower()',
  '$ACR = $a+"dev"+$b',
];
for (const script of openInPowerShell)
  test(`open in PowerShell: ${script}`, () =>
    assert.deepEqual(registriesOf(`${script}\n${ofPowerShell}`, 'deploy.ps1'), [undefined]));

test('known in PowerShell', () => {
  assert.deepEqual(registriesOf(`$ACR = "dev"\n$path = "C:\\build\\"\n${ofPowerShell}`, 'deploy.ps1'), [dev]);
});

test('a name is no malformed one for what a shell makes of it', () => {
  const images = ['shop.azurecr.io/a:`git rev-parse HEAD`', '"$ACR.azurecr.io/$IMAGE`:$TAG"', 'shop.azurecr.io/a:$@'];
  const values = ['IMAGE="shop.azurecr.io/$IMAGE:v1"', 'declare -l IMAGE=shop.azurecr.io/App:1'];
  for (const value of values) {
    const found = referencesOf(`${value}\naz containerapp update -n a --image $IMAGE`);
    assert.equal(found.length, value.startsWith('IMAGE=') ? 1 : 0, value);
    assert.ok(
      found.every(({ image }) => image.kind === 'image'),
      value,
    );
  }
  for (const image of [...images, 'shop.azurecr.io/a\\:1', 'shop.azurecr.io/a:\\$TAG']) {
    const [found] = referencesOf(`az containerapp update -n a --image ${image} --debug`);
    assert.equal(found?.image.kind, 'image', image);
  }
  for (const image of [
    '("shop.azurecr.io/${app}:1".ToLower())',
    '("shop.azurecr.io/api:" + $tag)',
    '"shop.azurecr.io/$env:APP:latest"',
  ])
    for (const each of referencesOf(`az containerapp update -n a --image ${image}`, 'a.ps1'))
      assert.equal(each.image.kind, 'image', image);
  const [found] = referencesOf('az containerapp update -n a --image shop.azurecr.io/a:1& wait');
  assert.equal(found?.text, 'shop.azurecr.io/a:1');
});

test('what is printed, written to a file or run elsewhere is no command of the script', () => {
  const own = 'az containerapp update -n a --image shop.azurecr.io/a:1';
  for (const script of [
    `usage() { cat <<EOF\n${own}\nEOF\n}`,
    `cat > run.sh <<EOF\n${own}\nEOF`,
    `tee run.sh <<'EOF'\n${own}\nEOF`,
    `echo "Run:\n${own}\n"`,
    `[ -n "$DRY" ] && echo ${own}`,
    `cat >&2 <<EOF\n${own}\nEOF`,
    `cat <<'END-USAGE'\n${own}\nEND-USAGE`,
    `: <<'COMMENT'\n${own}\nCOMMENT`,
    `read -r -d '' USAGE <<'EOF'\n${own}\nEOF`,
    `USAGE="\n${own}"`,
    `[ $# ] || { echo ${own}; exit 1; }`,
    `usage() { echo ${own}; }`,
    `>&2 echo ${own}`,
    'ssh host docker pull shop.azurecr.io/a:1',
    'ssh host sudo docker pull shop.azurecr.io/a:1',
    'docker exec dind docker pull shop.azurecr.io/a:1',
  ])
    assert.deepEqual(referencesOf(script), [], script);
  assert.deepEqual(referencesOf(`$text = @'\n${own}\n'@\nWrite-Host $text`, 'a.ps1'), []);
});

test('of a name that may have several values, it is known that one is of Azure', () => {
  const of = (script: string) =>
    referencesOf(`${script}\naz containerapp update -n a --image $IMAGE`).map(({ image }) => image);
  for (const script of [
    'IMAGE=shop.azurecr.io/a:1\nIMAGE=shop.azurecr.io/b:1',
    'if prod; then IMAGE=shop.azurecr.io/a:1; else IMAGE=shopdev.azurecr.io/a:1; fi',
    'IMAGE=nginx:1\n[ "$1" ] && IMAGE=nginx:2\nIMAGE=shop.azurecr.io/a:1',
  ]) {
    const [image] = of(script);
    assert.deepEqual([image?.kind, image?.kind === 'image' && image.registry], ['image', undefined], script);
  }
  assert.deepEqual(of('IMAGE=nginx:1\nIMAGE=nginx:2'), []);
});

test('a name behind a backslash is for another shell to put in', () => {
  const [found] = referencesOf('TAG=v1\naz containerapp update -n a --image shop.azurecr.io/a:\\$TAG');
  assert.deepEqual(found?.image.kind === 'image' && [found.image.registry, found.image.tag], [
    'shop.azurecr.io',
    undefined,
  ]);
});

test('a value is what it was where it was assigned', () => {
  const [found] = referencesOf('IMAGE=shop.azurecr.io/a:$TAG\nTAG=v2\naz containerapp update -n a --image $IMAGE');
  assert.equal(found?.image.kind === 'image' && found.image.tag, undefined);
});

test('what is behind a text with an escaped quote is read', () => {
  for (const before of ['V=$(jq .v f | tr -d \\")', "echo don\\'t", 'X=${y//\\"/}', 'X=$((1 << BITS))'])
    assert.equal(referencesOf(`${before}\ndocker pull shop.azurecr.io/a:1\n`).length, 1, before);
});

test('a command ends at a pipe, and its image belongs to its app alone', () => {
  const piped =
    'az containerapp update -n a --image s.azurecr.io/a:1 | az containerapp update -n b --image s.azurecr.io/b:1';
  const found = referencesOf(piped).map(({ text, workload }) => [text, 'name' in workload ? workload.name : undefined]);
  assert.deepEqual(found, [
    ['s.azurecr.io/a:1', 'a'],
    ['s.azurecr.io/b:1', 'b'],
  ]);
});

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

test('a command that runs in a cluster is read as far as its names are known here', () => {
  const invoke = 'az aks command invoke -g a -n b --command';
  const texts = (script: string) => referencesOf(script).map(({ image }) => image.kind === 'image' && image.tag);
  const set = (tag: string) => `kubectl set image deploy/x x=shop.azurecr.io/a:${tag}`;
  assert.deepEqual(texts(`${invoke} "${set('1')}; true"`), ['1']);
  assert.deepEqual(texts(`TAG=v1\n${invoke} "${set('$TAG')}"`), ['v1']);
  assert.deepEqual(texts(`TAG=v1\n${invoke} '${set('$TAG')}'`), [undefined]);
  assert.deepEqual(texts(`TAG=v1\n${invoke} '${set('$TAG').replace(' x=', ' \\\n x=')}'`), [undefined]);
  assert.deepEqual(texts(`TAG=v1\n${invoke} 'TAG=v2; ${set('$TAG')}'`), []);
  assert.deepEqual(texts(`bash -c "${set('1')}"`), []);
  assert.deepEqual(texts(`kubectl exec x -- sh -c "${set('1')}"`), []);
});

const deployment =
  'apiVersion: apps/v1\nkind: Deployment\nspec: { template: { spec: { containers: [{ image: shop.azurecr.io/a:1 }] } } }';
const app = 'properties:\n  template:\n    containers:\n      - image: shop.azurecr.io/a:1';
const held: readonly (readonly [string, string, boolean])[] = [
  [`kubectl apply -f - <<EOF\n${deployment}\nEOF`, 'a.sh', true],
  [`cat <<'EOF' | kubectl apply -f -\nkind: List\n---\n${deployment}\nEOF`, 'a.sh', true],
  [`cat > a.yaml <<\\EOF\n${deployment}\nEOF\nkubectl apply -f a.yaml`, 'a.sh', true],
  [`cat <<EOF > a.yaml\n${app}\nEOF\naz containerapp create --yaml a.yaml`, 'a.sh', true],
  [`$yaml = @"\n${app}\n"@\n$yaml | Out-File a.yaml\naz containerapp create --yaml a.yaml`, 'a.ps1', true],
  // printed, commented out, without an end, no manifest, changed on its way, or not what is deployed
  [`cat <<EOF\n${deployment}\nEOF\nkubectl version`, 'a.sh', false],
  [`cat >&2 <<EOF\n${deployment}\nEOF\nkubectl version`, 'a.sh', false],
  [`usage() { cat <<EOF\n${deployment}\nEOF\n}\nkubectl version`, 'a.sh', false],
  [`: <<'EOF'\n${deployment}\nEOF\nkubectl version`, 'a.sh', false],
  [`U=$(cat <<EOF\n${deployment}\nEOF\n)\nkubectl version`, 'a.sh', false],
  [`Write-Host @"\n${app}\n"@\naz containerapp list`, 'a.ps1', false],
  [`<#\n$yaml = @"\n${app}\n"@\n$yaml | Out-File a\n#>\naz containerapp create --yaml a`, 'a.ps1', false],
  [`$yaml = @"\n${app}\n"@\nWrite-Host $yaml\naz containerapp create --yaml a.yaml`, 'a.ps1', false],
  [`# kubectl apply -f - <<EOF\n${deployment}\nEOF`, 'a.sh', false],
  [`kubectl apply -f - <<EOF\n${deployment}`, 'a.sh', false],
  ['kubectl create -f - <<EOF\nimage: shop.azurecr.io/a:1\nEOF', 'a.sh', false],
  [`kubectl delete -f - <<EOF\n${deployment}\nEOF`, 'a.sh', false],
  [`kubectl apply --dry-run=client -f - <<EOF\n${deployment}\nEOF`, 'a.sh', false],
  [`cat <<EOF | sed s/shop/prod/ | kubectl apply -f -\n${deployment}\nEOF`, 'a.sh', false],
  [`cat > a.yaml <<EOF\n${deployment}\nEOF\nsed -i s/shop/prod/ a.yaml\nkubectl apply -f a.yaml`, 'a.sh', false],
  [`cat > a.yaml <<EOF\n${deployment}\nEOF\nkubectl version`, 'a.sh', false],
  [`kubectl apply -f - <<EOF\n${deployment.replace('a:1', 'a:`git describe`')}\nEOF`, 'a.sh', false],
];
for (const [script, name, isRead] of held)
  test(`a manifest in a script is ${isRead ? '' : 'not '}read: ${script.split('\n', 1)}`, () => {
    const found = referencesOf(script, name).map(({ text, span }) => [text, span.start]);
    assert.deepEqual(found, isRead ? [['shop.azurecr.io/a:1', script.indexOf('shop')]] : []);
  });

test('images among the variables that Terraform is given are read', () => {
  const script = `terraform apply -var "image=shop.azurecr.io/a:1" -var='container_image=shop.azurecr.io/b:1' -var x_tag=1`;
  assert.deepEqual(
    referencesOf(script).map(({ text }) => text),
    ['shop.azurecr.io/a:1', 'shop.azurecr.io/b:1'],
  );
});

test('a login server that Azure is asked for, or that only its name tells, is of Azure', () => {
  const script = [
    'REGISTRY=$(az acr show -n shop --query loginServer -o tsv)',
    'docker pull $REGISTRY/a:1 # shop.azurecr.io',
    'az containerapp update -n a --image $ACR_LOGIN_SERVER/a:1',
    'docker pull $OTHER/a:1',
  ].join('\n');
  assert.deepEqual(registriesOf(script), [undefined, undefined]);
});

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

test('a substitution over several lines is read', () => {
  const script = 'FQDN="$(az containerapp create \\\n  --name api --image shop.azurecr.io/api:1 \\\n  -o tsv)"';
  assert.deepEqual(registriesOf(script), ['shop.azurecr.io']);
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

test('the place is that of the value, not of the same text elsewhere', () => {
  const at = (text: string, name?: string) => referencesOf(text, name).map(({ span }) => span.start);
  const helm = 'helm upgrade a ./c --set image.registry=shop.azurecr.io --set image.repository=a';
  assert.deepEqual(at(helm), [helm.length - 1]);
  const two = 'az deployment group create -p xImage=myshop.azurecr.io/a:1 yImage=shop.azurecr.io/a:1';
  assert.deepEqual(at(two), [two.indexOf('myshop'), two.lastIndexOf('shop.azurecr')]);
  const env = `on: push
jobs:
  a:
    runs-on: x
    env:
      IMAGE: shop.azurecr.io/a:1
      TF_VAR_image: shop.azurecr.io/a:1
    steps: [{ run: terraform apply }, { run: terraform plan }]
`;
  assert.deepEqual(at(env, '.github/workflows/a.yml'), [env.lastIndexOf('shop.azurecr')]);
});

test('the place is that of the command, not of an older one in a comment', () => {
  const own = 'az containerapp update -n a \\\n  --image shop.azurecr.io/a:1\n';
  const text = `${own.replace(/^/gm, '# ')}\n${own}`;
  assert.deepEqual(
    referencesOf(text).map(({ span }) => span.start),
    [text.lastIndexOf('shop.azurecr')],
  );
});

test('a command over several lines of a folded text is one, also with expressions in it', () => {
  const text = workflow('az containerapp update -n a\n--image ${{ env.ACR }}.azurecr.io/a:${{ env.TAG }}').replace(
    '|',
    '>-',
  );
  const [found] = referencesOf(text, '.github/workflows/a.yml');
  assert.equal(found?.image.kind === 'image' && found.image.registry, dev);
  assert.equal(found?.span.start, text.indexOf('${{'));
});

const make = '\n\naz:\n\taz containerapp update -n a --image $(ACR).azurecr.io/a:1\n';
for (const [text, registry] of [
  ['ACR = dev', dev],
  ['export ACR ::= dev # ours', dev],
  ['ACR := $(NAME)\nNAME := dev', dev],
  ['-include other.mk\nACR := dev', dev],
  ['ACR ?= dev', undefined],
  ['ACR := dev\ninclude other.mk', undefined],
  ['ACR := dev\nACR := prod', undefined],
  ['ACR := dev\nACR += x', undefined],
  ['ACR := dev\naz: ACR := prod', undefined],
  ['ifdef X\nACR := dev\nendif', undefined],
  ['define X\nACR := dev\nendef', undefined],
  ['ACR := dev\nx:\n\t$(eval ACR := prod)', undefined],
  ['x:\n\tACR=dev', undefined],
] as const)
  test(`a makefile with ${text}`, () => assert.deepEqual(registriesOf(text + make, 'Makefile'), [registry]));

const jenkins = (text: string) =>
  `pipeline {\n${text}\nsteps { sh "az containerapp update --image $ACR.azurecr.io/a:1" }\n}`;
for (const [text, registry] of [
  ["environment {\n  X = 'x'\n  ACR = 'dev'\n}", dev],
  ['environment {\n  ACR = "${NAME}"\n  NAME = "dev"\n}', dev],
  ["def ACR = 'dev'", dev],
  ["environment {\n  ACR = 'dev'\n}\nenvironment {\n  ACR = 'prod'\n}", undefined],
  ["environment {\n  ACR = credentials('dev')\n}", undefined],
  ["environment {\n  ACR = 'dev'\n}\nparameters { string(name: 'ACR') }", undefined],
  ["environment {\n  ACR = 'dev'\n}\nscript { env.ACR = pick() }", undefined],
  ["environment {\n  ACR = 'dev'\n}\nwithEnv(['ACR=prod']) {}", undefined],
  ["if (x) {\n  ACR = 'dev'\n}", undefined],
] as const)
  test(`a Jenkinsfile with ${text}`, () => assert.deepEqual(registriesOf(jenkins(text), 'Jenkinsfile'), [registry]));

test('hostile makefiles and Jenkinsfiles take no longer than their length', () => {
  const [az, reader] = ['ACR az containerapp update', new ManifestReader({ imageRules: [] })];
  for (const part of [
    '\ta\\\n',
    'A=$(A)\n',
    'sh ',
    "sh '",
    "sh '''",
    'environment {',
    'a = "',
    '\taz container $(A)\n',
    '\n',
    'a',
    'a ',
    '${a}',
    '\\',
  ])
    for (const begin of ['', '\n\t', "\nsh '", "\nsh '''", '\nenvironment {', '\na=b', '\na='])
      for (const name of ['Makefile', 'Jenkinsfile'])
        assert.ok(reader.read({ name, text: `${az}${begin}${part.repeat(500_000 / part.length)} b` }));
});

test('hostile scripts take no longer than their length', () => {
  const reader = new ManifestReader({ imageRules: [] });
  const scripts = [
    `az containerapp update -n a --image ""\n${command}`,
    `ACR=${'${{a}}'.repeat(50)} y\n${command}`,
    `${'a=>>'.repeat(2475)} GITHUB_ENV\n`.repeat(50) + command,
    `${'az container create --image shop.azurecr.io/a:1 '.repeat(200)}\n`.repeat(50) + command,
    `${'"'.repeat(50_001)}\n${command}`,
    `${'<<A '.repeat(20_000)}\n${command}`,
    `${'{\n'.repeat(100_000)}${command}`,
    `${'if a\n'.repeat(100_000)}${command}`,
    `"${'\\"'.repeat(100_000)}\n${command}`,
    `A=${'$B'.repeat(4000)}\nB=${'$C'.repeat(4000)}\n${'az containerapp update --image $A\n'.repeat(1000)}`,
    `${Array.from({ length: 2000 }, (_, i) => `A${i}=1`).join('\n')}\n${'. x\n'.repeat(2000)}${command}`,
  ];
  for (const text of scripts) assert.ok(reader.read({ name: 'deploy.sh', text }));
});
