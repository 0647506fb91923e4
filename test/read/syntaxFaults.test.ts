// Bicep and Terraform with a syntax fault: its place is shown, since an image may be lost by it. What is valid is never
// called broken, also where the grammar is older than the language.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './readers.ts';
import { readManifest } from '../../src/read/index.ts';

const image = 'shop.azurecr.io/app:1';

const terraform = (body: string) => `resource "docker_container" "app" {\n  ${body}\n  image = "${image}"\n}\n`;
const bicep = (body: string) => `resource app 'Microsoft.ContainerInstance/containerGroups@2023-05-01' = {
  name: 'app'
  properties: {
    containers: [
      {
        name: 'app'
        properties: {
          ${body}
          image: '${image}'
        }
      }
    ]
  }
}
`;

function read(name: string, text: string) {
  const { references, problems } = readManifest({ name, text });
  return { images: references.map(reference => reference.text), problems };
}

const faults: Readonly<Record<string, readonly [wrap: (body: string) => string, bodies: readonly string[]]>> = {
  'main.tf': [
    terraform,
    [
      'name = f(',
      'name = ((("n"',
      '{ a = ',
      'name = a ? b',
      'name = "${(x}"',
      'name = "a',
      'name =',
      'name = [',
      'env {',
      '}',
    ],
  ],
  'main.bicep': [
    bicep,
    [
      'tags: ((',
      'command: [',
      'env: {',
      'a: f(',
      'a: b ? c',
      "a: '${(x}'",
      "a: 'b",
      'a:',
      'a: b ]',
      'a: "b.c/d:1"',
      '}',
    ],
  ],
};

for (const [name, [wrap, bodies]] of Object.entries(faults)) {
  for (const body of bodies) {
    test(`${name}: \`${body}\` is said where it is`, () => {
      const text = wrap(body);
      const { problems } = read(name, text);
      assert.ok(problems.length > 0);
      for (const { message, span } of problems) {
        assert.match(message, /^a part was not read: /);
        assert.ok(span.start >= 0 && span.end <= text.length);
      }
    });
  }

  test(`${name}: a reason is said once, however often it is met`, () => {
    const text = Array.from({ length: 200 }, () => wrap(bodies.join('\n'))).join('');
    assert.ok(read(name, text).problems.length < 10);
  });
}

test('a fault in a statement without an image is said by a bracket or a string, which no newer language changes', () => {
  assert.equal(read('main.tf', `${terraform('')}resource "a" "b" {\n`).problems.length, 1);
  assert.equal(read('main.bicep', `${bicep('')}var a = [\n`).problems.length, 1);
});

test('a head of a block with a fault hides its kind, and is said', () => {
  assert.notEqual(read('main.tf', terraform('').replace('"app"', 'app"')).problems.length, 0);
  assert.notEqual(read('main.bicep', bicep('').replace("app 'M", 'app M')).problems.length, 0);
});

test('as many brackets as a file can hold are matched in time that grows with the file', () => {
  for (const text of ['{'.repeat(400_000), `${'{'.repeat(200_000)}${')'.repeat(200_000)}`, ')'.repeat(400_000)]) {
    assert.notEqual(read('main.tf', `${terraform('')}\nlocals {\n${text}`).problems.length, 0);
    assert.notEqual(read('main.bicep', `${bicep('')}\nvar a = ${text}`).problems.length, 0);
  }
});

const valid: Readonly<Record<string, readonly [wrap: (body: string) => string, bodies: readonly string[]]>> = {
  'main.tf': [
    terraform,
    [
      'name = provider::x::f(b...)',
      'name = "%{ if b }x%{ else }y%{ endif } ${~ c ~} $${d} 100%"',
      'name = <<-EOT\n  ( [ " {\n  EOT\n',
      'name = { for k, v in b : k => v... if v }',
      'name = b[*].c["d"].0',
      'name = (b\n    ? c\n    : d)',
      'name = 1 /* ( */ # {',
      '/* [\n */',
    ],
  ],
  'main.bicep': [
    bicep,
    [
      "a: '//b'",
      "a: '${b}//c'",
      'a: b!.c.?d[?0][^1]',
      "a: '''\n { ( ' \n'''",
      "a: $'''\n { ${b} '''",
      'a: b\n            ? c\n            : d',
      'a: [for (x, i) in y: if (i > 1) {\n  b: x\n}]',
      'a: toObject(b, x => x.k, x => { v: x })',
      '...(b ? { c: d } : {})',
      'a: b // ( {',
      'a: /* [ */ b',
      'a: {{ .Values.b }}',
      '{{- if .Values.b }}\n          a: b\n          {{- end }}',
    ],
  ],
};

for (const [name, [wrap, bodies]] of Object.entries(valid)) {
  for (const body of bodies) {
    test(`${name}: \`${body}\` is no fault`, () => {
      assert.deepEqual(read(name, wrap(body)), { images: [image], problems: [] });
    });
  }
}

test('Bicep: a type that the grammar does not know hides no value', () => {
  const types = [
    'string',
    'string?',
    "'a' | 'b'",
    "resourceInput<'M@1'>.image",
    '{ image: string }',
    '[string, int]',
    'a.*',
  ];
  for (const type of types) {
    for (const keyword of ['var', 'param']) {
      const text = `${keyword} image ${type} = '${image}'\n${bicep('').replace(`'${image}'`, 'image')}`;
      const { references, problems } = readManifest({ name: 'main.bicep', text });
      assert.deepEqual([references.map(({ image: { kind } }) => kind), problems], [['image'], []], type);
      assert.equal(references[0]?.image.kind === 'image' && references[0].image.repository, 'app', type);
    }
    assert.deepEqual(read('main.bicep', `param image ${type}\n${bicep('')}`), { images: [image], problems: [] });
  }
});

test('other statements of Bicep hold no image, whatever their syntax', () => {
  const others = [
    'extension kubernetes with {\n  kubeConfig: image\n}',
    "import {\n  image\n  b\n} from 'images.bicep'",
    "using 'image.bicep' with {\n  mode: 'deployment'\n}",
    'extendable image',
  ];
  for (const other of others) {
    assert.deepEqual(read('main.bicep', `${other}\n${bicep('')}`), { images: [image], problems: [] }, other);
  }
});

test('a statement may be indented, or begin behind a comment', () => {
  for (const lead of ['  ', '\t', '/* a */ ', '/* a\n b */ ']) {
    const second = (text: string) => text.replace('app', 'other').replace(/^/gm, lead);
    assert.deepEqual(read('main.tf', terraform('') + second(terraform(''))).images, [image, image]);
    assert.deepEqual(read('main.bicep', second(bicep('')) + bicep('')).images, [image, image]);
  }
});

test('Terraform: what is in a comment or a text is no block', () => {
  const hidden = terraform('');
  for (const text of [
    `/*\n${hidden}*/\n`,
    `# ${hidden.replaceAll('\n', '\n# ')}\n`,
    `locals {\n  a = <<E\n${hidden}E\n}\n`,
  ]) {
    assert.deepEqual(read('main.tf', text), { images: [], problems: [] }, text);
  }
});

test('Terraform: blocks behind a text that nothing ends are read, and it is said', () => {
  const { images, problems } = read('main.tf', `locals {\n  a = <<E\n}\n${terraform('')}`);
  assert.deepEqual(images, [image]);
  assert.match(problems[0]?.message ?? '', /^the text from here on was not read/);
});
