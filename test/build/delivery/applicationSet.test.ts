// ApplicationSets: the Applications that lists, clusters and folders of git make. All others are open, with a note.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field } from '../../../src/read/source/lift.ts';
import { type Files, inWords, OTHER, OWN, senderOf, sendersOf, valuesInWords, written } from './workspace.ts';

const tree: Files = {
  'apps/a/app.yaml': '',
  'apps/b/app.yaml': '',
  'apps/b/deep/app.yaml': '',
  'apps/.hidden/app.yaml': '',
  'envs/dev/app.yaml': '',
  'envs/prod/app.yaml': '',
};

const set = (
  generators: string,
  { path = '"envs/{{env}}"', destination = '{ name: "{{cluster}}" }', more = '', source = '' } = {},
) =>
  `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: all }
spec:
${more}  generators:
${generators.replace(/^(?=.)/gm, '    ')}
  template:
    metadata: { name: 'app-{{env}}' }
    spec:
      source: { repoURL: '${OWN}', path: ${path}, ${source} }
      destination: ${destination}
`;

const made = (text: string, more: Files = {}) => sendersOf({ ...tree, ...more, 'argo/set.yaml': text }).map(inWords);

const list = `- list:
    elements:
      - { env: dev, cluster: aks-dev }
      - { env: prod, cluster: aks-prod }
`;

test('a list makes an Application for each element', () => {
  const text = set(list);
  assert.deepEqual(made(text), ['aks-dev: detected envs/dev', 'aks-prod: detected envs/prod']);
  const [first] = sendersOf({ ...tree, 'argo/set.yaml': text });
  assert.equal(first?.by, 'Argo CD Application app-dev of ApplicationSet all');
});

test('Go templates put in names, and nothing else is guessed', () => {
  const go = (path: string) =>
    made(set(list, { more: '  goTemplate: true\n', path, destination: '{ name: "{{ .cluster }}" }' }));
  assert.deepEqual(go('"envs/{{ .env }}"'), ['aks-dev: detected envs/dev', 'aks-prod: detected envs/prod']);
  assert.deepEqual(go('"envs/{{ .env | lower }}"'), [
    'aks-dev: open path: envs/{{ .env | lower }}',
    'aks-prod: open path: envs/{{ .env | lower }}',
  ]);
  assert.deepEqual(go('"envs/{{ .missing }}"')[0], 'aks-dev: open path: envs/{{ .missing }}');
});

const folders = (paths: string, url = OWN) => `- git:
    repoURL: ${url}
    directories: [${paths}]
`;

test('folders of git make an Application for each that fits', () => {
  const options = { path: '"{{path}}"', destination: '{ name: "aks-{{path.basename}}" }' };
  assert.deepEqual(made(set(folders('{ path: apps/* }'), options)), [
    'aks-a: detected apps/a',
    'aks-b: detected apps/b',
  ]);
  assert.deepEqual(made(set(folders('{ path: apps/* }, { path: apps/b, exclude: true }'), options)), [
    'aks-a: detected apps/a',
  ]);
  // two stars are as good as one
  assert.deepEqual(made(set(folders('{ path: apps/** }'), options)), [
    'aks-a: detected apps/a',
    'aks-b: detected apps/b',
  ]);
  const go = {
    more: '  goTemplate: true\n',
    path: '"{{ .path.path }}"',
    destination: '{ name: "aks-{{ index .path.segments 1 }}" }',
  };
  assert.deepEqual(made(set(folders('{ path: apps/a }'), go)), ['aks-a: detected apps/a']);
  assert.deepEqual(made(set(folders('{ path: others/* }', OTHER), options)), [`open: open folders of ${OTHER}`]);
});

const cluster = (name: string, labels: string) => `apiVersion: v1
kind: Secret
metadata:
  name: ${name}
  labels: { argocd.argoproj.io/secret-type: cluster, ${labels} }
data: { name: ${btoa(name)}, server: ${btoa(`https://${name}.example.com`)} }
`;

const clusters = { 'argo/dev.yaml': cluster('dev', 'env: dev'), 'argo/prod.yaml': cluster('prod', 'env: prod') };

test('clusters are those that Secrets declare, by their labels', () => {
  const options = { path: '"envs/{{metadata.labels.env}}"', destination: '{ server: "{{server}}" }' };
  const selecting = '- clusters: { selector: { matchLabels: { env: prod } } }\n';
  assert.deepEqual(made(set(selecting, options), clusters), ['prod: detected envs/prod']);
  const sentTo = sendersOf({ ...tree, ...clusters, 'argo/set.yaml': set(selecting, options) })[0]?.sentTo;
  assert.deepEqual(sentTo, { kind: 'name', names: ['prod'], host: 'prod.example.com' });
  // without a selector, Argo CD's own cluster is one of them
  const all = { path: 'apps/a', destination: '{ server: "{{server}}" }' };
  assert.deepEqual(made(set('- clusters: {}\n', all), clusters), [
    'dev: detected apps/a',
    'prod: detected apps/a',
    'own: detected apps/a',
  ]);
});

test('clusters that no file declares leave the target open', () => {
  const options = { path: 'apps/a', destination: '{ server: "{{server}}" }' };
  const selecting = '- clusters: { selector: { matchLabels: { env: test } } }\n';
  assert.deepEqual(made(set(selecting, options), clusters), ['open: detected apps/a']);
  assert.deepEqual(made(set('- clusters: {}\n', options)), ['own: detected apps/a', 'open: detected apps/a']);
  const byExpression = '- clusters: { selector: { matchExpressions: [{ key: env, operator: Exists }] } }\n';
  assert.deepEqual(made(set(byExpression, options), clusters), ['open: open clusters.selector']);
});

test('a matrix makes all pairs, a merge lays one over the other', () => {
  const matrix = `- matrix:
    generators:
      - clusters: { selector: { matchLabels: { env: prod } } }
      - git: { repoURL: '${OWN}', directories: [{ path: 'envs/{{name}}' }] }
`;
  const options = { path: '"{{path}}"', destination: '{ server: "{{server}}" }' };
  assert.deepEqual(made(set(matrix, options), clusters), ['prod: detected envs/prod']);
  const merge = `- merge:
    mergeKeys: [env]
    generators:
      - list: { elements: [{ env: dev, cluster: aks }, { env: prod, cluster: aks }] }
      - list: { elements: [{ env: prod, cluster: aks-prod }] }
`;
  assert.deepEqual(made(set(merge)), ['aks: detected envs/dev', 'aks-prod: detected envs/prod']);
});

test('values of a generator are parameters, too', () => {
  const text = `- clusters:
    selector: { matchLabels: { env: prod } }
    values: { folder: 'envs/{{name}}' }
`;
  const options = { path: '"{{values.folder}}"', destination: '{ server: "{{server}}" }' };
  assert.deepEqual(made(set(text, options), clusters), ['prod: detected envs/prod']);
});

test('an ApplicationSet of git files is open', () => {
  const files = `- git: { repoURL: '${OWN}', files: [{ path: 'envs/**/config.json' }] }\n`;
  assert.deepEqual(made(set(files)), ['open: open git.files']);
});

test('other generators, and templates that lie over the template, are open and said', () => {
  const open = (generators: string, more = '') => made(set(generators, { more }));
  assert.deepEqual(open('- pullRequest: { github: {} }\n'), ['open: open pullRequest']);
  assert.deepEqual(open('- scmProvider: {}\n'), ['open: open scmProvider']);
  assert.deepEqual(open(`${list}  selector: { matchLabels: { env: dev } }\n`), ['open: open selector']);
  assert.deepEqual(open('- list: { elements: [], elementsYaml: "{{ .x }}" }\n'), ['open: open list.elementsYaml']);
  assert.deepEqual(open('- list: { elements: [{ env: dev }], template: { spec: { destination: { name: x } } } }\n'), [
    'open: open template of list',
  ]);
  assert.deepEqual(open(list, '  templatePatch: "spec: { destination: { name: x } }"\n'), ['open: open templatePatch']);
  // one that touches something else changes nothing here
  assert.equal(open(list, '  templatePatch: "metadata: { labels: { a: b } }"\n').length, 2);
  // of several generators, those that are read count
  assert.deepEqual(open(`${list}- plugin: {}\n`).at(-1), 'open: open plugin');
});

test('too many Applications are open, and said', () => {
  const many = Array.from({ length: 40 }, (_, i) => `{ n: n${i} }`).join(', ');
  const matrix = (name: string) => `- list: { elements: [${many.replaceAll('n:', `${name}:`)}] }`;
  const text = `- matrix:\n    generators:\n      ${matrix('env')}\n      ${matrix('cluster')}\n`;
  assert.deepEqual(made(set(text)), ['open: open more than 1000 Applications']);
});

test('values of charts are made of parameters, and each keeps its place', () => {
  const source = `helm: { values: "image: { repository: '{{registry}}/shop', tag: '{{tag}}' }" }`;
  const elements = "- list: { elements: [{ env: dev, cluster: aks, registry: shopdev.azurecr.io, tag: '7' }] }\n";
  const { sends } = senderOf({ ...tree, 'argo/set.yaml': set(elements, { source }) });
  const values = sends.kind === 'chart' ? sends.release.values : [];
  assert.deepEqual(valuesInWords(values), [{ image: { repository: 'shopdev.azurecr.io/shop', tag: '7' } }]);
  const [own] = values;
  const image = field(own?.kind === 'inline' ? own.values : undefined, 'image', 'repository');
  // the repository's last part is in the template, the registry an origin in the list
  assert.equal(written(image), 'argo/set.yaml: {{registry}}/shop < argo/set.yaml');
});

test('a whole image that is a parameter is shown where the list has it', () => {
  const source = "helm: { parameters: [{ name: image, value: '{{image}}' }] }";
  const elements = '- list: { elements: [{ env: dev, cluster: aks, image: shopdev.azurecr.io/shop }] }\n';
  const { sends } = senderOf({ ...tree, 'argo/set.yaml': set(elements, { source }) });
  const [value] = sends.kind === 'chart' ? sends.release.values : [];
  assert.equal(
    value?.kind === 'set' ? written(value.value) : '',
    'argo/set.yaml: shopdev.azurecr.io/shop < argo/set.yaml',
  );
});
