// Files of a careless or hostile user: each image is read, or a message names the part that was not read. And what
// grows or goes in circles ends by bounds that count, so that a reader without its bound would hang here.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './readers.ts';
import { prepareReader, readManifest } from '../../src/read/index.ts';
import { decodeText } from '../../src/read/source/decodeText.ts';
import { BuiltFiles } from '../build/builtFiles.ts';

const image = (n: number | string = 1) => `shop.azurecr.io/app-${n}:1`;
const pod = (n: number | string = 1) => `kind: Pod\napiVersion: v1\nspec:\n  containers:\n    - image: ${image(n)}\n`;
const podJson = (n: number | string = 1) =>
  JSON.stringify({ kind: 'Pod', apiVersion: 'v1', spec: { containers: [{ image: image(n) }] } });
const repeat = (count: number, make: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => make(n)).join('');

/** Two images, however they are written. */
const both: Readonly<Record<string, readonly [name: string, text: string]>> = {
  'JSON values behind each other': ['pods.json', `${podJson(1)}\n${podJson(2)}\n`],
  'a list at the top of JSON': ['pods.json', `[${podJson(1)}, ${podJson(2)}]`],
  'a list at the top of YAML': ['pods.yaml', `- ${podJson(1)}\n- ${podJson(2)}\n`],
  'lines that end with CR alone': ['pods.yaml', `${pod(1)}---\n${pod(2)}`.replaceAll('\n', '\r')],
  'containers by an alias': [
    'pod.yaml',
    `apiVersion: v1\nx: &c\n  - image: ${image(1)}\n  - image: ${image(2)}\nkind: Pod\nspec:\n  containers: *c\n`,
  ],
  'a text in base64, as Go reads it': [
    'pods.yaml',
    `${pod(1).replace(image(1), `!!binary ${btoa(image(1))}`)}    - image: !<tag:yaml.org,2002:binary> "${btoa(image(2))}"\n`,
  ],
  'a List in a List, eight deep': [
    'list.json',
    `${'{"kind": "List", "apiVersion": "v1", "items": ['.repeat(8)}${podJson(1)}, ${podJson(2)}${']}'.repeat(8)}`,
  ],
};

for (const [what, [name, text]] of Object.entries(both)) {
  test(`${what}: both images are read`, () => {
    const reading = readManifest({ name, text });
    assert.deepEqual(
      reading.references.map(({ image: read }) => (read.kind === 'image' ? read.repository : '')).sort(),
      ['app-1', 'app-2'],
    );
    assert.deepEqual(reading.problems, []);
  });
}

const long = 100_000;
/** Beginnings that hide a file's format from a reader that looks only at the first bytes. */
const paddings: Readonly<Record<string, string>> = {
  comments: '# a comment\n'.repeat(long / 10),
  'one comment': `# ${'x'.repeat(long)}\n`,
  'blank lines': '\n'.repeat(long),
  'a long text': `x-a: "${'x'.repeat(long)}"\n`,
  'a block of text': `x-a: |\n${'  kinds of x\n'.repeat(long / 10)}`,
  'many keys': repeat(long / 10, n => `x-${n}: a\n`),
  'a long list': `x-a:\n${'  - x\n'.repeat(long / 5)}`,
};
const one = image();
const paddedYaml: Readonly<Record<string, string>> = {
  'pod.yaml': pod(),
  'list.yaml': `apiVersion: v1\nkind: List\nitems:\n  - ${podJson()}\n`,
  'compose.yaml': `services:\n  a:\n    image: ${one}\n`,
  '.github/workflows/w.yml': `on: push\njobs:\n  j:\n    runs-on: x\n    container: ${one}\n`,
  'ci.yml': `pool: x\nresources:\n  containers:\n    - container: a\n      image: ${one}\nsteps:\n  - script: x\n`,
  '.gitlab-ci.yml': `image: ${one}\n`,
};

for (const [name, text] of Object.entries(paddedYaml))
  for (const [what, padding] of Object.entries(paddings))
    test(`${name}: ${what} before it hide no image`, () => {
      const { references } = readManifest({ name, text: padding + text });
      assert.deepEqual(
        references.map(({ format }) => format),
        readManifest({ name, text }).references.map(({ format }) => format),
      );
      assert.equal(references.length, 1);
    });

test('JSON: what is before its keys hides no image', async () => {
  const template = {
    resources: [
      { type: 'Microsoft.App/containerApps', name: 'x', properties: { template: { containers: [{ image: one }] } } },
    ],
  };
  const $schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';
  const before: readonly object[] = [
    { a: 'x'.repeat(long) },
    { a: '\\"{,:'.repeat(long / 5) },
    Object.fromEntries(Array.from({ length: long / 10 }, (_, n) => [`a${n}`, n])),
    { a: Array.from({ length: long / 10 }, () => ({ kind: 'x', $schema: 'y' })) },
  ];
  for (const padding of before)
    for (const [name, object] of [
      ['pod.json', JSON.parse(podJson())],
      ['main.json', { $schema, ...template }],
    ] as const) {
      const file = { name, text: JSON.stringify({ ...padding, ...object }) };
      await prepareReader(file, async () => new Uint8Array());
      assert.equal(readManifest(file).references.length, 1, `${name}: ${file.text.slice(0, 40)}`);
    }
});

/** If a part can't be read, the message has its place and the reason. */
const said: Readonly<Record<string, readonly [name: string, text: string, why: RegExp]>> = {
  'a quote that is not closed': [
    'pods.yaml',
    `${pod(1).replace('image: ', 'image: "')}    - image: ${image(2)}\n`,
    /quote is not closed/,
  ],
  'an escaped quote at the end': [
    'pods.yaml',
    pod(1).replace(/image: .*/, String.raw`image: "a\"`),
    /quote is not closed/,
  ],
  'a name behind a quoted one': ['pods.yaml', pod().replace(image(), `"x"${image()}`), /unexpected here/],
  'a tab for an indentation': ['pods.yaml', pod().replaceAll('  ', '\t'), /a tab indents this line/],
  'a key that is indented by itself': ['pods.yaml', `${pod()}   restartPolicy: Never\n`, /not indented like those/],
  'what is no base64': ['pods.yaml', pod().replace(image(), `!!binary ${image()}`), /no text in base64/],
  'an alias before its anchor': [
    'pods.yaml',
    `kind: Pod\napiVersion: v1\nspec:\n  containers: [{image: *i}, {image: &i ${image()}}]\n`,
    /no anchor is called `i` before this/,
  ],
  'a control character': ['pods.yaml', pod().replace('spec:', '\fspec:'), /U\+000C is not allowed/],
  'a bracket of YAML that is not closed': ['pods.yaml', `${pod()}x: [a, b\n`, /something is missing/],
  'a name behind a quoted one, of a template': [
    'templates/pod.yaml',
    pod().replace(image(), '"{{ .Values.image }}":{{ .Values.tag }}'),
    /unexpected here/,
  ],
  'a string of JSON that is not closed': ['pod.json', podJson(1).replace(':1"', ':1'), /string is not closed/],
  'a bracket of JSON that is not closed': ['pod.json', podJson(1).slice(0, -1), /bracket is not closed/],
  'a word in JSON': ['pod.json', podJson(1).replace('[', '[oops '), /not valid JSON/],
  'JSON without a comma': [
    'pod.json',
    podJson().replace('"apiVersion":"v1",', '"apiVersion":"v1" '),
    /a comma is missing/,
  ],
  'JSON with a comma too many': ['pod.json', podJson().replace('[{', '[,{'), /this comma is extra/],
  'JSON without a colon': ['pod.json', podJson().replace('"kind":', '"kind" '), /a colon is missing/],
  'JSON with the other bracket': ['pod.json', podJson().replace(']', '}'), /this bracket doesn't match the open one/],
  'an escape that JSON does not have': ['pod.json', podJson().replace('app', String.raw`\qapp`), /not valid JSON/],
  'a second value in a template of Azure': [
    'main.json',
    `{"$schema": "https://x/deploymentTemplate.json#", "resources": []}{"image": "a/b"}`,
    /one JSON value ends before it/,
  ],
  'a comment of Bicep that is not closed': [
    'main.bicep',
    `/* image\nresource x 'Microsoft.App/jobs@1' = {}\n`,
    /not closed/,
  ],
  'a string of Bicep that is not closed': [
    'main.bicep',
    `var image = '''x\nresource x 'Microsoft.App/jobs@1' = {}\n`,
    /not closed/,
  ],
  'a heredoc of Terraform that is not closed': ['main.tf', 'locals {\n  image = <<EOT\n}\n', /not closed/],
  'aliases that stand for too much': [
    'list.yaml',
    `apiVersion: v1\nc: &c {image: x}\np: &p {kind: Pod, spec: {containers: [${repeat(1000, () => '*c,')}]}}\nkind: List\nitems: [${repeat(200, () => '*p,')}]\n`,
    /aliases (?:expand to|make) more than/,
  ],
  'objects that hold each other by aliases': [
    'list.yaml',
    `apiVersion: v1\nl0: &l0 {kind: Pod}\n${repeat(150, n => `l${n + 1}: &l${n + 1} {kind: List, items: [*l${n}]}\n`)}kind: List\nimage: x\nitems: [*l150]\n`,
    /nested deeper|aliases nest it deeper/,
  ],
  'a NUL byte': ['pod.yaml', pod('a\0b'), /NUL byte/],
  'values that double': [
    'main.tf',
    `locals {\n  l0 = ["image", "b"]\n${repeat(30, n => `  l${n + 1} = concat(local.l${n}, local.l${n})\n`)}}\nresource "azurerm_container_group" "g" {\n  dynamic "container" {\n    for_each = local.l30\n    content {\n      image = container.value\n    }\n  }\n}\n`,
    /grow too large/,
  ],
};

test('braces of a template that nothing closes end with the quote that they stand in', () => {
  const values = ['"shop.azurecr.io/{{!"', "'shop.azurecr.io/{{ x'", '"shop.azurecr.io/{{{{ \\" {{"', '"a" # {{ "'];
  for (const value of values)
    for (const written of [`- image: ${value}`, `- {image: ${value}}`, `- {name: "b", image: ${value} }`]) {
      if (written.includes('#') && written.includes('{image')) continue;
      const text = `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  ${written}\n  - image: ${image()}\n`;
      const { references, problems } = readManifest({ name: 'pod.yaml', text });
      assert.deepEqual(problems, [], written);
      assert.equal(references.length, 2, written);
      assert.equal(references[1]?.text, image());
    }
});

test('of a quoted name with more behind it, no part is taken for the image', () => {
  for (const written of ['"x"shop.azurecr.io/app:1', '"shop.azurecr.io/app":1', "'shop.azurecr.io/app' :1"])
    for (const value of [`image: ${written}`, `{ image: ${written}, name: x }`]) {
      const text = pod().replace(/image: .*/, value);
      assert.deepEqual(readManifest({ name: 'pod.yaml', text }).references, [], value);
    }
});

test('what is YAML and looks odd is said to be nothing else', () => {
  const written = ['image: !!str a/b:1', '? image\n      : a/b:1', '"image" : a/b:1', 'image: "a\\\n        /b:1"'];
  for (const each of written)
    assert.deepEqual(readManifest({ name: 'pod.yaml', text: pod().replace(/image: .*/, each) }).problems, [], each);
});

test('of JSON, comments and a comma behind the last value are taken', () => {
  const text = podJson().replace('[{', '[ // one\n{').replace('}]', ',}, /* two */ ]').replaceAll(',', ' , ');
  const { problems, references } = readManifest({ name: 'pod.jsonc', text });
  assert.deepEqual([problems, references.length], [[], 1]);
});

for (const [what, [name, text, why]] of Object.entries(said)) {
  test(`${what}: said`, () => {
    const problems = readManifest({ name, text }).problems;
    assert.match(problems.map(({ message }) => message).join('\n'), why);
    for (const { span } of problems) assert.ok(span.end <= text.length);
  });
}

test('a binary file with the name of a manifest says nothing', () => {
  const noise = String.fromCharCode(...Array.from({ length: 5000 }, (_, i) => (i * 104_729) % 256));
  for (const name of ['binary.yaml', 'binary.tf', 'binary.bicep'])
    assert.deepEqual(readManifest({ name, text: noise }).problems, []);
});

test('UTF-16 and UTF-32 are recognised, with a mark and without', () => {
  const little16 = (text: string) => Buffer.from(text, 'utf16le');
  const little32 = (text: string) => Buffer.from(Uint32Array.from([...text], char => char.codePointAt(0) ?? 0).buffer);
  const text = 'kind: Pod # 🐳';
  for (const mark of ['', '\ufeff']) {
    const encodings = [
      little16(mark + text),
      little16(mark + text).swap16(),
      little32(mark + text),
      little32(mark + text).swap32(),
    ];
    for (const bytes of encodings) assert.equal(decodeText(new Uint8Array(bytes)), text);
  }
  assert.equal(decodeText(new Uint8Array(Buffer.from(pod('a\0b')))), pod('a\0b'));
});

// ─── Builds ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function joined(files: Readonly<Record<string, string>>): BuiltFiles {
  const index = new BuiltFiles();
  for (const [name, text] of Object.entries(files)) index.take(name, text);
  return index;
}

const messages = (index: BuiltFiles, file: string) => index.problems(file).map(({ message }) => message);

test('transformers that name each other are said', () => {
  const index = joined({
    'a/kustomization.yaml': 'resources: [pod.yaml, ../b]\ntransformers: [../b]\n',
    'b/kustomization.yaml': 'resources: [../a, ../b]\ntransformers: [../a]\n',
    'a/pod.yaml': pod(),
  });
  assert.equal(index.references('a/pod.yaml').length, 1);
  assert.match(messages(index, 'b/kustomization.yaml').join(), /a cycle: a is, or contains, a folder that uses it/);
});

test('22 kustomizations that all include each other are said', () => {
  const all = Array.from({ length: 22 }, (_, n) => n);
  const files = all.map(n => [
    `k${n}/kustomization.yaml`,
    `resources:\n- pod.yaml\n${all.map(other => (other === n ? '' : `- ../k${other}\n`)).join('')}`,
  ]);
  const index = joined({ ...Object.fromEntries(files), 'k0/pod.yaml': pod() });
  assert.equal(index.references('k0/pod.yaml').length, 1);
  for (const n of all.slice(1)) assert.match(messages(index, `k${n}/kustomization.yaml`).join(), /a cycle: k0 is/);
});

/** 22 levels of 3, where each holds all of the level below. */
function lattice(key: 'resources' | 'components', kind: string): Readonly<Record<string, string>> {
  const names = [0, 1, 2];
  const levels = Array.from({ length: 22 }, (_, level) =>
    names.map(n => [
      `l${level}n${n}/kustomization.yaml`,
      `kind: ${kind}\n${key}:\n${level === 0 ? '- ../base/pod.yaml\n' : names.map(m => `- ../l${level - 1}n${m}\n`).join('')}images: [{name: shop.azurecr.io/app-1, newTag: "2"}]\n`,
    ]),
  );
  return Object.fromEntries([...levels.flat(), ['base/pod.yaml', pod()]]);
}

test('a lattice of overlays holds each object once, and says that kustomize refuses it', () => {
  const index = joined(lattice('resources', 'Kustomization'));
  const tags = index.references('base/pod.yaml').map(({ image: read }) => (read.kind === 'image' ? read.tag : ''));
  assert.deepEqual([...new Set(tags)], ['2']);
  assert.match(messages(index, 'l1n0/kustomization.yaml').join(), /Pod .*is there twice: kustomize refuses it/);
});

test('a lattice of components replaces an image once', () => {
  const top = 'resources: [../base/pod.yaml]\ncomponents: [../l21n0, ../l21n1, ../l21n2]\n';
  const index = joined({ ...lattice('components', 'Component'), 'top/kustomization.yaml': top });
  assert.ok(index.references('base/pod.yaml').length > 0);
});

test('1,001 components and transformers of a kustomization are all followed', () => {
  const parts = Array.from({ length: 1001 }, (_, n) => `c${n}`);
  const tag = (n: number) => `images: [{ name: ${image().slice(0, -2)}, newTag: "${n}" }]\n`;
  const files = parts.map((part, n) => [`${part}/kustomization.yaml`, `kind: Component\n${tag(n)}`]);
  const built = joined({
    ...Object.fromEntries(files),
    'top/kustomization.yaml': `resources: [pod.yaml]\ncomponents:\n${parts.map(part => `- ../${part}\n`).join('')}`,
    'top/pod.yaml': pod().replace('spec:', 'metadata: { name: app }\nspec:'),
  });
  const [reference] = built.references('top/pod.yaml');
  assert.equal(reference?.image.kind === 'image' && reference.image.tag, '1000');
  assert.deepEqual(messages(built, 'top/kustomization.yaml'), []);
});

/** The image that a chart renders, behind some lines. */
function rendered(lines: string, written: string): string | undefined {
  const index = joined({
    'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
    'c/values.yaml': `image: ${image()}\n`,
    'c/templates/pod.yaml': `kind: Pod\napiVersion: v1\n${lines}spec:\n  containers:\n    - image: ${written}\n`,
  });
  const [reference] = index.files().flatMap(file => index.references(file));
  return reference?.image.kind === 'image' ? reference.image.repository : undefined;
}

test('mappings of a chart that double are taken as they are', () => {
  const start = '{{ $a := dict "x" .Values.image }}\n';
  assert.equal(rendered(start + '{{ $a = dict "x" $a.x "y" $a }}\n'.repeat(24), '{{ $a.x }}'), 'app-1');
  assert.equal(rendered(start + '{{ $a = merge $a $a }}\n'.repeat(24), '{{ $a.y }}{{ $a.x }}'), 'app-1');
});

test('what takes a template too long stays open', () => {
  const define = '{{ define "a" }}{{ include "a" . }}{{ include "a" . }}{{ end }}\n---\n';
  assert.equal(rendered(define, '{{ include "a" . }}'), undefined);
});

test('arguments of a Dockerfile that build on each other stay open', () => {
  const text = `ARG a0=shop.azurecr.io/a\n${repeat(110, n => `ARG a${n + 1}=$a${n}$a${n}\n`)}FROM $a110\n`;
  const [reference] = readManifest({ name: 'Dockerfile', text }).references;
  assert.equal(reference?.image.kind === 'image' && reference.image.unresolved, '$a110');
});

// kubectl refuses the whole file.
test('a fault in a document that names no image is said, where one beside it does', () => {
  const broken = 'kind: ConfigMap\napiVersion: v1\ndata: [a\n';
  const { references, problems } = readManifest({ name: 'pods.yaml', text: `${broken}---\n${pod()}` });
  assert.equal(references.length, 1);
  assert.equal(problems.length > 0, true);
  const control = readManifest({ name: 'pods.yaml', text: `kind: ConfigMap\ndata: { a: "\u0001" }\n---\n${pod()}` });
  assert.match(control.problems[0]?.message ?? '', /U\+0001/);
});
