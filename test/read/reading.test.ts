// Laws for every fixture of every format, besides its own expectations.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManifestReader, readManifest } from '../../src/read/index.ts';
import { checkFixture, fixturesOf, fixtureText, nameOf } from './fixture.ts';

const fixtures = fixturesOf('*');

for (const fixture of fixtures) {
  test(`${fixture} is read as its comments say`, () => {
    checkFixture(fixture);
  });

  test(`${fixture} gives the same places with Windows line ends`, () => {
    const text = fixtureText(fixture).replaceAll('\r\n', '\n');
    const windows = text.replaceAll('\n', '\r\n');
    assert.deepEqual(places(windows, fixture), places(text, fixture));
  });
}

for (const fixture of fixturesOf('kubernetes').filter(name => name.endsWith('.yaml'))) {
  test(`${fixture} reads the same behind other documents, fresh or moved`, () => {
    const text = fixtureText(fixture);
    const front = 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image: front:1\n---\n';
    const name = nameOf(fixture);
    const reader = new ManifestReader();
    reader.read({ name, text });
    const moved = reader.read({ name, text: front + text });
    const fresh = readManifest({ name, text: front + text });
    assert.deepEqual(moved, fresh);
    assert.equal(fresh.references.length, readManifest({ name, text }).references.length + 1);
  });
}

/** Line, column and text of each reference. */
function places(text: string, fixture: string): readonly string[] {
  return readManifest({ name: nameOf(fixture), text }).references.map(({ span, text: written }) => {
    const lines = text.slice(0, span.start).split('\n');
    return `${lines.length}:${lines.at(-1)?.length} ${written.replaceAll('\r\n', '\n')}`;
  });
}

test('a container of a workflow that has credentials of its own does not sign in as the pipeline', () => {
  const { references } = checkFixture('github-workflow/.github/workflows/build.yml');
  const names = references.flatMap(({ text, workload }) =>
    workload.platform === 'pipeline' && workload.username !== undefined
      ? [[text.split(':')[0], workload.username]]
      : [],
  );
  assert.deepEqual(names, [['shopprod.azurecr.io/mock', '${{ secrets.ACR_USER }}']]);
});

test('a dollar sign that Compose takes as one begins no variable with a default', () => {
  const nameOf = (name: string) => {
    const text = `services:\n  a:\n    image: ${JSON.stringify(`shopprod.azurecr.io/${name}`)}\n`;
    const [reference] = readManifest({ name: 'compose.yaml', text }).references;
    return reference?.image.kind === 'image' ? (reference.image.tag ?? reference.image.unresolved) : undefined;
  };
  assert.equal(nameOf('api:${T:-1}'), '1');
  assert.equal(nameOf('api:$${T:-1}'), '${T:-1}');
  assert.equal(nameOf('api:$${T}'), '${T}');
  assert.equal(nameOf('api:$$$${T:-1}'), '${T:-1}');
  assert.equal(nameOf('api:$$${T:-1}'), '$1');
});

// Words in a text make no resource of Azure: of these, none was read.
const PROPERTIES_FILES = {
  'docker-compose.yml':
    '# the template of our containers\nservices:\n  api:\n    image: shopprod.azurecr.io/api:1\n    volumes:\n      - ./log4j.properties:/app/log4j.properties\n',
  'azure-pipelines.yml':
    'resources:\n  containers: [{ container: build, image: shopprod.azurecr.io/api:1 }]\njobs:\n  - job: scan\n    steps:\n      - template: scan.yml\n      - script: sonar -Dproject.settings=sonar-project.properties\n',
  'ci/build.yml':
    'parameters:\n  - { name: osType, default: linux }\nresources:\n  containers: [{ container: build, image: shopprod.azurecr.io/api:1 }]\nsteps:\n  - script: cat gradle.properties\n',
};

for (const [name, text] of Object.entries(PROPERTIES_FILES)) {
  test(`${name} that speaks of a .properties file is read as what it is`, () => {
    const { references } = readManifest({ name, text });
    assert.deepEqual(
      references.map(reference => reference.text),
      ['shopprod.azurecr.io/api:1'],
    );
  });
}

// Half written, in folders of any name: in values of a chart, the same image would count.
const NO_VALUES = {
  'ci/workflow.yml':
    'on: push\njob:\n  build:\n    container:\n      image: shopprod.azurecr.io/build:1\n    steps:\n      - run: |\n          make\n',
  'ci/compose-dev.yml': 'service:\n  web:\n    build: .\n    image: shopprod.azurecr.io/web:1\n',
  'ci/compose-one.yml': 'web:\n  container_name: web\n  image: shopprod.azurecr.io/web:1\n',
  'ci/gitlab.yml': 'build-job:\n  image: shopprod.azurecr.io/build:1\n  script: |\n    make\n',
  'ci/drone.yml': 'kind: pipeline\ntype: kubernetes\nsteps:\n  - name: build\n    image: shopprod.azurecr.io/build:1\n',
  'deploy/pod.yaml':
    'apiVersion: v1\nkin: Pod\nmetadata: { name: web }\nspec:\n  containers:\n    - image: shopprod.azurecr.io/web:1\n',
  'deploy/half.yaml': 'kind: Pod\nspec:\n  containers:\n    - image: shopprod.azurecr.io/web:1\n',
  'deploy/app.yaml': 'variables:\n  image: shopprod.azurecr.io/web:1\n',
};

for (const [name, text] of Object.entries(NO_VALUES)) {
  test(`${name} is no file of values`, () => {
    const { references, declarations } = readManifest({ name, text });
    assert.deepEqual([...references.map(({ format }) => format), ...declarations.map(({ kind }) => kind)], []);
  });
}
