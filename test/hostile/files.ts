// Files that are no manifest as a platform takes it, and such as look odd and are one.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { pod, snapshot } from '../gate/gate.ts';
import type { Input } from './trial.ts';

const image = 'shop.azurecr.io/app:1';
const podJson = JSON.stringify({ kind: 'Pod', apiVersion: 'v1', spec: { containers: [{ image }] } });
const repeat = (times: number, make: (n: number) => string) =>
  Array.from({ length: times }, (_, n) => make(n)).join('');

/** One image in each format. */
const formats: Readonly<Record<string, string>> = {
  'pod.yaml': pod(image),
  'pod.json': podJson,
  'compose.yaml': `services:\n  app:\n    image: ${image}\n`,
  'main.bicep': `resource app 'Microsoft.App/containerApps@2024-03-01' = {\n  properties: { template: { containers: [ { image: '${image}' } ] } }\n}\n`,
  'main.tf': `resource "docker_container" "x" {\n  image = "${image}"\n}\n`,
  Dockerfile: `FROM ${image}\nRUN echo "a line, so that one NUL is a mistake in a text and no sign of a binary file"\n`,
};

const swapped32 = (bytes: Buffer) => bytes.swap32();
const in32 = (text: string) => Buffer.from(Uint32Array.from([...text], char => char.codePointAt(0) ?? 0).buffer);
const encodings: Readonly<Record<string, (text: string) => Uint8Array>> = {
  'UTF-8 with a mark': text => Buffer.from(`\ufeff${text}`),
  'UTF-16 without a mark': text => Buffer.from(text, 'utf16le'),
  'UTF-16 of the other order': text => Buffer.from(text, 'utf16le').swap16(),
  'UTF-16 with a mark': text => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'UTF-32 without a mark': in32,
  'UTF-32 of the other order': text => swapped32(in32(text)),
  'lines that end with CR': text => Buffer.from(text.replaceAll('\n', '\r')),
  'lines that end with CR and LF': text => Buffer.from(text.replaceAll('\n', '\r\n')),
};

const encoded: readonly Input[] = Object.entries(encodings).flatMap(([what, encode]) =>
  Object.entries(formats).map(
    ([name, text]): Input => ({
      category: 'files: encodings',
      what: `${what}, ${name}`,
      files: { [name]: encode(text) },
      images: 1,
      code: 0,
      answer: 'harmless',
    }),
  ),
);

const withNul: readonly Input[] = Object.entries(formats).map(([name, text]) => ({
  category: 'files: encodings',
  what: `a NUL behind the last line, ${name}`,
  files: { [name]: `${text}\0` },
  says: /a NUL byte: most tools refuse this file|not valid JSON/,
  code: 3,
  answer: 'said',
}));

type Row = readonly [what: string, name: string, text: string | Uint8Array, images: number, says?: RegExp];

const inputOf =
  (category: string) =>
  ([what, name, text, images, says]: Row): Input => ({
    category,
    what,
    files: { [name]: text },
    images,
    ...(says ? { says, code: 3, answer: 'said' } : { code: 0, answer: 'harmless' }),
  });

const many = 10_001;
const bicepApp = (n: number) =>
  `resource a${n} 'Microsoft.App/jobs@2024-03-01' = { properties: { template: { containers: [ { image: 'shop.azurecr.io/a:${n}' } ] } } }\n`;

const counted: readonly Row[] = [
  ['containers', 'pod.yaml', pod(...Array.from({ length: many }, (_, n) => `shop.azurecr.io/a:${n}`)), many],
  ['services', 'compose.yaml', `services:\n${repeat(many, n => `  s${n}:\n    image: a.azurecr.io/a:${n}\n`)}`, many],
  ['values', 'values.yaml', repeat(many, n => `v${n}:\n  image: shop.azurecr.io/a:${n}\n`), many],
  ['documents', 'pods.yaml', repeat(many, () => `${pod(image)}---\n`), many],
  ['values of JSON', 'pods.json', repeat(many, () => `${podJson}\n`), many],
  ['items of a list', 'list.json', `[${repeat(many, () => `${podJson},`).slice(0, -1)}]`, many],
  ['stages', 'Dockerfile', repeat(many, n => `FROM shop.azurecr.io/a:${n}\n`), many],
  [
    'blocks of Terraform',
    'main.tf',
    repeat(many, n => `resource "docker_image" "a${n}" {\n  name = "a.azurecr.io/a:${n}"\n}\n`),
    many,
  ],
  ['resources of Bicep', 'main.bicep', repeat(many, bicepApp), many],
  [
    'images past a hundred thousand',
    'pod.yaml',
    `kind: Pod\napiVersion: v1\nspec:\n  containers:\n${repeat(100_001, n => `  - image: a:${n}\n`)}`,
    100_000,
    /more than 100000/,
  ],
];

const open: readonly Row[] = [
  [
    'a double quote',
    'pod.yaml',
    `kind: Pod\napiVersion: v1\nspec:\n  containers:\n  - image: "${image}\n  - image: b\n`,
    1,
    /pod\.yaml:.*quote is not closed/,
  ],
  ['a single quote', 'pod.yaml', `${pod(image)}x: 'a\n`, 1, /quote is not closed/],
  [
    'an escaped quote',
    'pod.yaml',
    `kind: Pod\napiVersion: v1\nspec: {containers: [{image: "a\\"}]}\n`,
    1,
    /not closed/,
  ],
  ['a bracket of YAML', 'pod.yaml', `${pod(image)}x: [a, b\n`, 1, /this is not YAML/],
  ['a string of JSON', 'pod.json', podJson.replace(':1"', ':1'), 1, /string is not closed/],
  ['a bracket of JSON', 'pod.json', podJson.slice(0, -1), 1, /bracket is not closed/],
  ['a comment of JSON', 'pod.json', `${podJson}/* x`, 1],
  ['a word in JSON', 'pod.json', podJson.replace('[', '[oops '), 1, /not valid JSON/],
  ['a comment of Bicep', 'main.bicep', `/* x\n${formats['main.bicep']}`, 0, /not closed/],
  ['a string of Bicep', 'main.bicep', `var x = '''x\n${formats['main.bicep']}`, 0, /not closed/],
  ['a heredoc of Terraform', 'main.tf', `locals {\n  x = <<EOT\n}\n${formats['main.tf']}`, 1, /not closed/],
  ['a comment of Terraform', 'main.tf', `/* x\n${formats['main.tf']}`, 0, /not closed/],
  ['a string of Terraform', 'main.tf', `locals {\n  x = "a\n}\n${formats['main.tf']}`, 1, /does not end on its line/],
  ['a template action', 'templates/pod.yaml', `${pod(image)}x: {{ if .a\n`, 1],
];

const binary = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const nested = (depth: number) =>
  `${'{"kind": "List", "apiVersion": "v1", "items": ['.repeat(depth)}${podJson}${']}'.repeat(depth)}`;
const aliases = (levels: number) =>
  `a0: &a0 {image: x:1}\n${repeat(levels, n => `a${n + 1}: &a${n + 1} [${repeat(10, () => `*a${n},`)}]\n`)}`;

const shapes: readonly Row[] = [
  ['JSON values behind each other', 'pods.json', `${podJson}\n${podJson}`, 2],
  ['a list at the top of JSON', 'pods.json', `[${podJson}, ${podJson}]`, 2],
  ['a list at the top of YAML', 'pods.yaml', `- ${podJson}\n- ${podJson}\n`, 2],
  ['a List in a List, eight deep', 'list.json', nested(8), 1],
  ['a List in a List, sixty deep', 'list.json', nested(60), 1],
  ['a List in a List, two thousand deep', 'list.json', nested(2000), 0, /nested deeper/],
  [
    'containers by an alias',
    'pod.yaml',
    `x: &c\n- image: ${image}\n- image: b\nkind: Pod\napiVersion: v1\nspec: {containers: *c}\n`,
    2,
  ],
  [
    'a bomb of aliases',
    'bomb.yaml',
    `apiVersion: v1\nkind: List\n${aliases(30)}items: *a30\n`,
    0,
    /aliases make more than/,
  ],
  [
    'a circle of aliases',
    'pod.yaml',
    `kind: Pod\napiVersion: v1\nspec: {containers: [&a {image: *a}]}\n`,
    0,
    /no anchor is called `a` before this/,
  ],
  [
    'merges in merges',
    'pod.yaml',
    `kind: Pod\napiVersion: v1\nm0: &m0 {image: x}\n${repeat(40, n => `m${n + 1}: &m${n + 1} {<<: [*m${n}, *m${n}]}\n`)}spec: {containers: [*m40]}\n`,
    0,
    /aliases make more than/,
  ],
  [
    'brackets twenty thousand deep',
    'pod.yaml',
    `${pod(image)}x: ${'['.repeat(20_000)}\n`,
    1,
    /nested deeper|not closed/,
  ],
  ['objects of JSON twenty thousand deep', 'pod.json', `${'{"a":'.repeat(20_000)}${podJson}${'}'.repeat(20_000)}`, 0],
  ['nothing', 'pod.yaml', '', 0],
  ['blanks', 'pod.yaml', ' \n\t\n', 0],
  ['a mark and nothing', 'pod.yaml', '\ufeff', 0],
  ['comments', 'pod.yaml', '# image: x\n'.repeat(1000), 0],
  ['ten thousand empty documents', 'pod.yaml', `${'---\n'.repeat(10_000)}${pod(image)}`, 1],
  ['a picture', 'pod.yaml', binary, 0],
  ['a packed file', 'pod.yaml', gzipSync(pod(image)), 0],
  ['a document above 4 MB', 'pod.yaml', `${pod(image)}${'# long\n'.repeat(700_000)}`, 0, /larger than 4 MB/],
  ['a line of a megabyte', 'pod.yaml', `${pod(image)}x: ${'y'.repeat(1_000_000)}\n`, 1],
  ['an image of 70,000 characters', 'pod.yaml', pod(`shop.azurecr.io/${'a'.repeat(70_000)}:1`), 1],
  [
    'images that are no text',
    'pod.yaml',
    `kind: Pod\napiVersion: v1\nspec:\n  containers:\n${['null', '[]', '{}', 'true', '7', '0o7', '~', '""'].map(each => `  - image: ${each}\n`).join('')}`,
    3,
  ],
  ['an image with a NUL', 'pod.yaml', pod(image).replace('app:1', 'a\0p:1'), 1, /NUL byte/],
  ['an image with bidi marks', 'pod.yaml', pod(`shop.azurecr.io/\u202eppa:1`), 1],
  ['an image with half a surrogate', 'pod.json', podJson.replace('app', String.raw`\ud800`), 1],
  [
    'keys of every object',
    'pod.json',
    `{"__proto__": {"kind": "Pod"}, "constructor": 1, "kind": "Pod", "apiVersion": "v1", "spec": {"containers": [{"__proto__": {"image": "x"}, "image": "${image}"}]}}`,
    1,
  ],
  ['a kind called __proto__', 'pod.yaml', pod(image).replace('kind: Pod', 'kind: __proto__'), 0],
  ['a kind called constructor', 'pod.yaml', pod(image).replace('kind: Pod', 'kind: constructor'), 0],
  [
    'a resource called __proto__',
    'main.json',
    `{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": [{"type": "__proto__", "name": "x", "properties": {"template": {"containers": [{"image": "${image}"}]}}}]}`,
    0,
  ],
  [
    'a resource of Terraform called __proto__',
    'main.tf',
    `resource "__proto__" "constructor" {\n  image = "${image}"\n}\n`,
    0,
  ],
  ['a tab for an indentation', 'pod.yaml', pod(image).replaceAll('  ', '\t'), 0, /a tab indents this line/],
  ['an alias before its anchor', 'pod.yaml', pod(image).replace(/"shop.*"/, '*i'), 0, /no anchor is called `i`/],
  ['a control character', 'pod.yaml', pod(image).replace('spec:', '\fspec:'), 0, /U\+000C is not allowed/],
  ['a comma of JSON that is missing', 'pod.json', podJson.replace(',', ' '), 1, /a comma is missing/],
  ['the other bracket of JSON', 'pod.json', podJson.replace(']', '}'), 1, /this bracket doesn't match the open one/],
  ['an escape that JSON does not have', 'pod.json', podJson.replace('app', String.raw`\qapp`), 1, /not valid JSON/],
  ['a name behind a quoted one', 'pod.yaml', pod(image).replace('image: ', 'image: "x"'), 0, /this is not YAML/],
  [
    'a key twice',
    'pod.yaml',
    `kind: Pod\napiVersion: v1\nspec:\n  containers: [{image: a}]\n  containers: [{image: b}]\n`,
    1,
  ], // the last counts
];

const pipe = (name: string) => (cwd: string) => {
  rmSync(path.join(cwd, name), { force: true });
  execFileSync('mkfifo', [path.join(cwd, name)]);
};
const link = (to: string, name: string) => (cwd: string) => {
  rmSync(path.join(cwd, name), { force: true });
  symlinkSync(to, path.join(cwd, name));
};
const directory = (name: string) => (cwd: string) => void mkdirSync(path.join(cwd, name));

const scan = ['scan', '--format', 'json'];
const check = ['check', '--format', 'json'];
const withSnapshot = ['check', '--snapshot', 'access.json', '--target', 'aks-yes', '--format', 'json'];
const app = { 'app.yaml': pod(image) };
const config = (more = '') => `version: 1\n${more}`;
const notRegular = /it is not a regular file|its link leads out of the workspace/;

type Special = readonly [
  what: string,
  prepare: (cwd: string) => void,
  args: readonly string[],
  code: Input['code'],
  says?: RegExp,
];

/** Beside a pod with one image. */
const special: readonly Special[] = [
  ['a pipe beside the manifests', pipe('b.yaml'), scan, 0],
  ['a pipe that is named', pipe('b.yaml'), [...scan, 'b.yaml'], 3, notRegular],
  ['a device beside the manifests', link('/dev/zero', 'b.yaml'), scan, 0],
  ['a device that is named', link('/dev/zero', 'b.yaml'), [...scan, 'b.yaml'], 3, notRegular],
  ['/dev/zero', () => {}, [...scan, '/dev/zero'], 3, notRegular],
  ['/dev/null', () => {}, [...scan, '/dev/null'], 3, notRegular],
  ['a link to itself', link('b.yaml', 'b.yaml'), scan, 3, /cannot read b\.yaml/],
  ['a link to nowhere', link('nowhere', 'b.yaml'), scan, 3, /cannot read b\.yaml/],
  ['a link to the folder above', link('..', 'up'), scan, 0, /not followed, as they lead out of the workspace: up /],
  ['a link to the root of the disk', link('/', 'up'), scan, 0, /not followed, as they lead out of the workspace: up /],
  ['a folder with the name of a manifest', directory('b.yaml'), scan, 0],
  ['a pipe as config', pipe('.acr-pull.yaml'), check, 1, notRegular],
  ['a device as config', link('/dev/zero', '.acr-pull.yaml'), check, 1, notRegular],
  ['a folder as config', directory('.acr-pull.yaml'), check, 1, /\.acr-pull\.yaml/],
  ['a pipe as config that is named', pipe('c.yaml'), [...check, '--config', 'c.yaml'], 1, notRegular],
  ['a pipe as snapshot', pipe('access.json'), withSnapshot, 1, notRegular],
  ['a device as snapshot', link('/dev/zero', 'access.json'), withSnapshot, 1, notRegular],
  ['a folder as snapshot', directory('access.json'), withSnapshot, 1, notRegular],
  ['no snapshot', () => {}, withSnapshot, 1, /access\.json/],
  ['a pipe as baseline', pipe('base.json'), [...check, '--baseline', 'base.json'], 1, notRegular],
  ['a device as baseline', link('/dev/zero', 'base.json'), [...check, '--baseline', 'base.json'], 1, notRegular],
  ['a pipe as .gitignore', pipe('.gitignore'), scan, 0],
  ['a device as .gitignore', link('/dev/zero', '.gitignore'), scan, 0],
  ['a folder as .gitignore', directory('.gitignore'), scan, 0],
  ['a pipe as .git', pipe('.git'), scan, 0],
  ['a device as .git', link('/dev/zero', '.git'), scan, 0],
  ['a device as the text of an error', () => {}, ['explain', '/dev/zero'], 1, notRegular],
  ['a folder as the text of an error', directory('error.txt'), ['explain', 'error.txt'], 1, /cannot read error\.txt/],
];

const specials: readonly Input[] = special.map(([what, prepare, args, code, says]) => ({
  category: 'files: pipes, devices, links',
  what,
  files: app,
  prepare,
  args,
  code,
  ...(says ? { says, answer: 'said' } : { answer: 'harmless' }),
}));

const long = 'a'.repeat(70_000);
const stars = `${'*a'.repeat(30)}*b`;
const extglob = `${'+('.repeat(12)}a${')'.repeat(12)}b`;
const globNamed = { [`${'a'.repeat(200)}/app.yaml`]: pod(image) };
const target = (glob: string) => config(`targets: [{ name: a, kind: aks, manifests: ${JSON.stringify(glob)} }]\n`);
const rule = (glob: string) => config(`ignore: [{ image: ${JSON.stringify(glob)}, reason: x }]\n`);

type Configured = readonly [what: string, text: string, code: Input['code'], says: RegExp];

/** In `.acr-pull.yaml`, beside a pod in a folder of 200 letters. */
const configured: readonly Configured[] = [
  ['an empty glob', target(''), 1, /\.acr-pull\.yaml/],
  ['an empty glob over images', rule(''), 1, /\.acr-pull\.yaml/],
  ['a glob of 70,000 characters', target(long), 1, /\.acr-pull\.yaml/],
  ['a glob over images of 70,000 characters', rule(long), 1, /\.acr-pull\.yaml/],
  ['a glob of stars', target(stars), 3, /\.acr-pull\.yaml/],
  ['a glob over images of stars', rule(stars), 3, /Failed with exit code 3/],
  ['a glob of two stars', target('**/'.repeat(40)), 3, /\.acr-pull\.yaml/],
  ['nested extglobs', target(extglob), 1, /\.acr-pull\.yaml/],
  ['nested extglobs with choices', target(`${'*(a|'.repeat(12)}a${')'.repeat(12)}b`), 1, /\.acr-pull\.yaml/],
  ['extglobs behind each other', target(`${'+(a)'.repeat(20)}b`), 1, /\.acr-pull\.yaml/],
  ['negations in each other', target(`${'!('.repeat(12)}a${')'.repeat(12)}`), 1, /\.acr-pull\.yaml/],
  ['braces that double', target('{a,b}'.repeat(24)), 1, /\.acr-pull\.yaml/],
  ['a range of a billion', target('{1..1000000000}'), 1, /\.acr-pull\.yaml/],
  ['a class of characters', target('[[:alpha:]-'.repeat(50)), 3, /\.acr-pull\.yaml/],
  [
    'a bomb of aliases',
    config(`${repeat(9, n => `x${n}: &x${n} [${n === 0 ? 'a' : repeat(10, () => `*x${n - 1},`)}]\n`)}`),
    1,
    /\.acr-pull\.yaml:/,
  ],
  ['an alias of nothing', config('targets: *a\n'), 1, /\.acr-pull\.yaml:/],
  ['__proto__', config('__proto__: { targets: [] }\n'), 1, /`__proto__` is not a key/],
  ['constructor as a cause', config('severity: { constructor: error }\n'), 1, /`constructor` is not a cause/],
  ['a list of causes', config('severity: [not-attached]\n'), 1, /expected a map from cause/],
  [
    'twenty thousand unknown causes',
    config(`severity:\n${repeat(20_000, n => `  k${n}: error\n`)}`),
    1,
    /And 19980 more/,
  ],
  ['a map twenty thousand deep', config(`x: ${'{a: '.repeat(20_000)}\n`), 1, /nested too deeply/],
  ['a list', '- 1\n', 1, /expected a map/],
  ['a number', '7\n', 1, /expected a map/],
  ['two documents', `${config()}---\n${config()}`, 1, /\.acr-pull\.yaml:/],
  ['brackets', config(`targets: ${'['.repeat(5000)}\n`), 1, /\.acr-pull\.yaml:/],
  ['a file of the machine', config('snapshot: /etc/hostname\n'), 1, /a file below the config's folder/],
  ['a file above', config('snapshot: ../access.json\n'), 1, /a file below the config's folder/],
  ['a file above by a detour', config('snapshot: a/../../access.json\n'), 1, /a file below the config's folder/],
  ['a share of the network', config('snapshot: //host/share/x.json\n'), 1, /a file below the config's folder/],
  [
    'a share of Windows',
    config(`${String.raw`snapshot: \\host\share\x.json`}\n`),
    1,
    /a file below the config's folder/,
  ],
  ['a disk of Windows', config(`${String.raw`snapshot: C:\x.json`}\n`), 1, /a file below the config's folder/],
  [
    'a file above, as Windows has it',
    config(`${String.raw`snapshot: ..\x.json`}\n`),
    1,
    /a file below the config's folder/,
  ],
  ['an address', config('snapshot: https://host/x.json\n'), 1, /a file below the config's folder/],
  ['an address of a file', config('snapshot: file:///etc/hostname\n'), 1, /a file below the config's folder/],
  ['a snapshot that is none', config('snapshot: app.yaml\n'), 1, /app\.yaml/],
];

const configs: readonly Input[] = configured.map(([what, text, code, says]) => ({
  category: 'config',
  what,
  files: { ...app, ...globNamed, '.acr-pull.yaml': text },
  args: check,
  code,
  says,
  answer: 'said',
}));

const typed = (type: string) => {
  const data = JSON.parse(snapshot());
  return JSON.stringify({ ...data, resources: [{ ...data.resources[0], type }, ...data.resources.slice(1)] });
};

const single: readonly Input[] = [
  {
    category: 'config',
    what: 'a .gitignore of 70,000 characters',
    files: { ...app, '.gitignore': `${long}\n` },
    images: 1,
    code: 0,
    answer: 'harmless',
  },
  {
    category: 'config',
    what: 'a .gitignore of stars',
    files: { ...app, ...globNamed, '.gitignore': `${stars}\n` },
    images: 2,
    code: 0,
    answer: 'harmless',
  },
  {
    category: 'config',
    what: 'a .gitignore of classes that are not closed',
    files: { ...app, '.gitignore': `${'['.repeat(5000)}\n` },
    images: 1,
    code: 0,
    answer: 'harmless',
  },
  ...['__proto__', 'constructor', 'toString', ''].map(
    (type): Input => ({
      category: 'config',
      what: `a resource of the snapshot of type ${JSON.stringify(type)}`,
      files: { ...app, 'access.json': typed(type) },
      args: withSnapshot,
      code: 1,
      says: /access\.json/,
      answer: 'said',
    }),
  ),
  {
    category: 'files: pipes, devices, links',
    what: '/dev/stdin',
    files: {},
    args: [...scan, '/dev/stdin'],
    input: Buffer.from(pod(image)),
    images: 1,
    code: 0,
    answer: 'harmless',
  },
  {
    category: 'files: pipes, devices, links',
    what: '/dev/stdin without a word',
    files: {},
    args: [...scan, '/dev/stdin'],
    images: 0,
    code: 0,
    answer: 'harmless',
  },
  {
    category: 'files: pipes, devices, links',
    what: 'standard input',
    files: {},
    args: [...scan, '-'],
    input: Buffer.from(pod(image)),
    images: 1,
    code: 0,
    answer: 'harmless',
  },
];

export const files: readonly Input[] = [
  ...encoded,
  ...withNul,
  ...counted.map(inputOf('files: ten thousand')),
  ...open.map(inputOf('files: not closed')),
  ...shapes.map(inputOf('files: shapes')),
  ...specials,
  ...configs,
  ...single,
];
