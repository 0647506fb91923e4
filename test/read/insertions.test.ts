// Azure Pipelines replaces `${{ if … }}` and `${{ each … }}` by what is below them, wherever they are.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifest } from '../../src/read/index.ts';

const a = 'shop.azurecr.io/a:1';
const b = 'shop.azurecr.io/b:1';
const rest = 'pool: { vmImage: x }\nsteps: [ { script: "true" } ]\n';

function read(text: string) {
  const { references, problems } = readManifest({ name: 'azure-pipelines.yml', text: `trigger: none\n${text}` });
  assert.deepEqual(problems, []);
  return references;
}

const pipelines: Readonly<Record<string, string>> = {
  'around containers of the resources': `resources:
  containers:
  - \${{ if eq(1, 1) }}:
    - container: a
      image: ${a}
  - \${{ each x in parameters.y }}:
    - container: \${{ x }}
      image: ${b}
${rest}`,
  'in one line': `resources: { containers: [ \${{ if eq(1,1) }}: [ { container: a, image: ${a} }, { image: ${b} } ] ] }\n${rest}`,
  'within each other': `resources:
  containers:
  - \${{ each x in parameters.y }}:
    - \${{ if x.z }}:
      - container: a
        image: ${a}
    - \${{ else }}:
      - container: a
        image: ${b}
${rest}`,
  'around the list of containers': `resources:
  \${{ if variables.x }}:
    containers: [ { container: a, image: ${a} } ]
  \${{ else }}:
    containers: [ { container: a, image: ${b} } ]
${rest}`,
  'around the resources': `\${{ if eq(1, 1) }}:
  resources:
    containers: [ { container: a, image: ${a} }, { container: b, image: ${b} } ]
${rest}`,
  'around the image of a container resource': `resources:
  containers:
  - container: a
    \${{ if eq(1, 1) }}:
      image: ${a}
    \${{ else }}:
      image: ${b}
${rest}`,
  'around the container of a job': `jobs:
- job: a
  \${{ if eq(1, 1) }}:
    container: ${a}
  \${{ else }}:
    container: ${b}
`,
  'around the image of a job': `jobs:
- job: a
  container:
    \${{ if eq(1, 1) }}:
      image: ${a}
    \${{ if eq(1, 1) }}:
      image: ${b}
`,
  'around services and jobs': `jobs:
  \${{ if eq(1, 1) }}:
  - job: a
    services:
      \${{ if eq(1, 1) }}:
        s: ${a}
  \${{ if eq(1, 1) }}:
  - job: b
    services:
      \${{ each x in parameters.y }}:
        \${{ x }}: { image: ${b} }
`,
};

for (const [where, text] of Object.entries(pipelines)) {
  test(`an expression ${where} hides no image`, () => {
    assert.deepEqual(
      read(text).map(reference => reference.text),
      [a, b],
    );
  });
}

test('the path of an image names the expressions above it', () => {
  const [first] = read(pipelines['around containers of the resources'] ?? '');
  assert.equal(first?.where, 'resources.containers[0].${{ if eq(1, 1) }}[0].image');
});

const tagged = 'resources:\n  containers: [ { container: a, image: "shop.azurecr.io/a:$(v)" } ]\n';
const tagOf = (variables: string) => {
  const [reference] = read(`${variables}${tagged}${rest}`);
  return reference?.image.kind === 'image' ? (reference.image.tag ?? reference.image.unresolved) : undefined;
};

test('a variable that an expression may give otherwise is open', () => {
  assert.equal(tagOf('variables:\n  v: 1\n  ${{ if eq(1, 1) }}:\n    w: 2\n  ${{ else }}:\n    w: 3\n'), '1');
  for (const variables of [
    'variables:\n  v: 1\n  ${{ if eq(1, 1) }}:\n    v: 2\n  ${{ else }}:\n    w: 3\n',
    'variables:\n  v: 1\n  ${{ if eq(1, 1) }}:\n    ${{ if eq(1, 2) }}:\n      v: 2\n',
    'variables:\n- name: v\n  value: 1\n- ${{ if eq(1, 1) }}:\n  - ${{ each x in y }}:\n    - name: v\n      value: 2\n',
    'variables:\n- name: v\n  value: 1\n  ${{ if eq(1, 1) }}:\n    value: 2\n',
    'variables:\n  v: 1\n${{ if eq(1, 1) }}:\n  variables:\n    v: 2\n',
  ]) {
    assert.equal(tagOf(variables), '$(v)', variables);
  }
});

test('a variable that decides whether a container is there is open in it', () => {
  const text = tagged.replace('[ {', '[ ${{ if eq(variables.v, 1) }}: [ {').replace('} ]', '} ] ]');
  const [reference] = read(`variables: { v: 1 }\n${text}${rest}`);
  assert.equal(reference?.image.kind === 'image' && reference.image.unresolved, '$(v)');
});

test('expressions that an alias puts into themselves end', () => {
  const text = `resources: &r\n  \${{ if x }}: *r\n  containers: &c\n  - \${{ if x }}: *c\n  - { container: a, image: ${a} }\n`;
  assert.equal(read(`variables: &v\n  \${{ if x }}: *v\n${text}${rest}`).length, 1);
});
