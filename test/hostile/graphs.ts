// Files that name each other: circles, lattices and what doubles. Each would take longer than anybody waits, if it were
// followed to its end. The bounds count steps, so that the answer is the same on every machine.
import { pod } from '../gate/gate.ts';
import type { Input } from './trial.ts';

const image = 'shop.azurecr.io/app:1';
const repeat = (times: number, make: (n: number) => string) =>
  Array.from({ length: times }, (_, n) => make(n)).join('');
const range = (length: number) => Array.from({ length }, (_, n) => n);

type Files = Readonly<Record<string, string>>;
/** The gate fails where it reports something, unless that is no fault. */
type Row = readonly [what: string, files: Files, images: number, says?: RegExp, code?: 0 | 3];

const input =
  (category: string) =>
  ([what, files, images, says, code = says === undefined ? 0 : 3]: Row): Input => ({
    category,
    what,
    files,
    images,
    answer: 'bounded',
    code,
    ...(says === undefined ? {} : { says }),
  });

// ─── Kustomize ─────────────────────────────────────────────────────────────────────────────────────────────────────

const base = { 'base/pod.yaml': pod(image) };
/** kustomize refuses it too: for the cycle, or for the object that comes by two paths. */
const refused = /a cycle|is there twice/;

/** Each names others by a key, beside the pod. */
function kustomization(key: string, others: readonly string[], kind = 'Kustomization'): string {
  const resources = ['../base/pod.yaml', ...(key === 'resources' ? others : [])];
  const more = key === 'resources' ? '' : `${key}: [${others.join(', ')}]\n`;
  return `kind: ${kind}\nresources: [${resources.join(', ')}]\n${more}`;
}

/** Each names the next, and the last the first. */
function ring(length: number, key: string, kind?: string): Files {
  const files = range(length).map(n => [
    `k${n}/kustomization.yaml`,
    kustomization(key, [`../k${(n + 1) % length}`], kind),
  ]);
  return { ...base, ...Object.fromEntries(files) };
}

/** Each names all the others. */
function clique(length: number, key: string): Files {
  const files = range(length).map(n => {
    const others = range(length).flatMap(other => (other === n ? [] : [`../k${other}`]));
    return [`k${n}/kustomization.yaml`, kustomization(key, others)];
  });
  return { ...base, ...Object.fromEntries(files) };
}

/** Levels of a width, where each holds all of the level below. */
function lattice(levels: number, width: number, key: 'resources' | 'components', more: (n: number) => string): Files {
  const kind = key === 'components' ? 'Component' : 'Kustomization';
  const files = range(levels).flatMap(level =>
    range(width).map(n => {
      const below =
        level === 0
          ? '../base/pod.yaml'
          : range(width)
              .map(m => `../l${level - 1}n${m}`)
              .join(', ');
      return [
        `l${level}n${n}/kustomization.yaml`,
        `kind: ${kind}\n${level === 0 ? 'resources' : key}: [${below}]\n${more(n)}`,
      ];
    }),
  );
  return { ...base, ...Object.fromEntries(files) };
}

/** Each object of the level below has a name of its own in each overlay above. */
const prefix = (n: number) => `namePrefix: p${n}-\n`;
const retag = 'images: [{ name: shop.azurecr.io/app, newTag: "2" }]\n';
const kustomizations: readonly Row[] = [
  [
    'two transformers that name each other',
    {
      'a/kustomization.yaml': 'resources: [pod.yaml, ../b]\ntransformers: [../b]\n',
      'b/kustomization.yaml': 'resources: [../a, ../b]\ntransformers: [../a]\n',
      'a/pod.yaml': pod(image),
    },
    1,
    refused,
  ],
  ...[1, 2, 3, 22, 200].map((n): Row => [`a ring of ${n} by resources`, ring(n, 'resources'), 1, refused]),
  ...[1, 2, 22].map(
    (n): Row => [`a ring of ${n} components`, ring(n, 'components', 'Component'), 0, /no file settles/, 0],
  ),
  ...[1, 2, 22].map((n): Row => [`a ring of ${n} by transformers`, ring(n, 'transformers'), 1, refused]),
  ...[1, 2, 22].map((n): Row => [`a ring of ${n} by generators`, ring(n, 'generators'), 1, refused]),
  ...[1, 2].map((n): Row => [`a ring of ${n} by bases`, ring(n, 'bases'), 1, refused]),
  ['22 that all name each other by resources', clique(22, 'resources'), 1, refused],
  ['22 that all name each other by components', clique(22, 'components'), 1, /isn't a component/],
  ['22 that all name each other by transformers', clique(22, 'transformers'), 1, /more than 10000 folders/],
  ['a lattice of 22 × 3 overlays that meet', lattice(22, 3, 'resources', () => retag), 1, refused],
  [
    'a lattice of 22 × 3 overlays with prefixes',
    lattice(22, 3, 'resources', prefix),
    0,
    /more than 100000 objects in all bases/,
  ],
  ['a lattice of 22 × 3 components', lattice(22, 3, 'components', () => retag), 0, /no file settles/, 0],
  ['a lattice of 4 × 30 overlays with prefixes', lattice(4, 30, 'resources', prefix), 1, /more than 10000 objects/],
  ['a chain of 500 overlays', lattice(500, 1, 'resources', () => retag), 1, /more than 100 kustomizations/],
  [
    'a kustomization of itself by its folder',
    { ...base, 'a/kustomization.yaml': 'resources: [., ../base/pod.yaml]\n' },
    1,
    refused,
  ],
  [
    '20,000 resources of one kustomization',
    { ...base, 'kustomization.yaml': `resources:\n${repeat(20_000, n => `- r${n}.yaml\n`)}- base/pod.yaml\n` },
    1,
    /does not exist \(and 999 more\)/,
  ],
  [
    '20,000 images of one kustomization',
    {
      ...base,
      'kustomization.yaml': `resources: [base/pod.yaml]\nimages:\n${repeat(20_000, n => `- { name: i${n}, newTag: x }\n`)}`,
    },
    1,
  ],
  [
    'a thousand overlays of one base',
    {
      ...base,
      ...Object.fromEntries(
        range(1000).map(n => [
          `o${n}/kustomization.yaml`,
          `resources: [../base/pod.yaml]\nimages: [{ name: shop.azurecr.io/app, newTag: "${n}" }]\n`,
        ]),
      ),
    },
    1000,
    /995 more files are in doubt/,
    0,
  ],
];

// ─── Helm ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function chart(lines: string, written: string, more: Files = {}): Files {
  return {
    'c/Chart.yaml': 'name: c\nversion: 1.0.0\n',
    'c/values.yaml': `image: ${image}\n`,
    'c/templates/pod.yaml': `kind: Pod\napiVersion: v1\n${lines}spec:\n  containers:\n    - image: ${written}\n`,
    ...more,
  };
}

/** A value in which another is in two places, and in that another: a billion of billions to a walk through it. */
const inLists = '{{ $l := list 1 }}{{ range until 60 }}{{ $l = list $l $l }}{{ end }}\n';
/** The same by maps that were empty when they were made. */
const inMaps = `${repeat(61, n => `{{ $d${n} := dict }}`)}${repeat(60, n => `{{ $_ := set $d${n} "a" $d${n + 1} }}{{ $_ := set $d${n} "b" $d${n + 1} }}`)}{{ $l := $d0 }}\n`;
const another = (made: string) => made.replaceAll('$l', '$m').replaceAll('$d', '$e');
/** A merge keeps the items of lists, and goes into none. */
const ofMapsOnly = 'merge (dict "x" $l) (dict "x" $m) | len';
const walks: readonly string[] = [
  ...['$l', 'toYaml $l', 'toJson $l', 'printf "%v" $l', 'quote $l', 'deepCopy $l | len', 'list $l | join ","'],
  ...['list $l | sortAlpha | len', 'eq $l $m', 'deepEqual $l $m', 'list $l | has $m', 'list $l $m | uniq | len'],
  ...['without (list $l) $m | len', 'dict $l 1 | len', 'tpl "{{ . }}" $l'],
];

/** Beside a pod, so that what is rendered before the bound is there. */
const walked = (made: string, walk: string): Row => [
  `${walk} of a value that ${made === inLists ? 'lists' : 'maps'} double 60 times`,
  chart('', image, {
    'c/templates/a.yaml': `${made}${another(made)}kind: ConfigMap\napiVersion: v1\ndata:\n  a: {{ ${walk} }}\n`,
  }),
  1,
  /rendering takes too many steps/,
];

const start = '{{ $a := dict "x" .Values.image }}\n';
const doubled = (key: string) =>
  `x0: &x0 { image: ${image} }\n${repeat(24, n => `x${n + 1}: &x${n + 1} { ${key}: *x${n}, b: *x${n} }\n`)}`;
const charts: readonly Row[] = [
  ...walks.flatMap(walk => [walked(inLists, walk), walked(inMaps, walk)]),
  walked(inMaps, ofMapsOnly),
  [
    'a dict that doubles 24 times',
    chart(start + '{{ $a = dict "x" $a.x "y" $a "z" $a }}\n'.repeat(24), '{{ $a.x }}'),
    1,
  ],
  ['a merge that doubles 24 times', chart(start + '{{ $a = merge $a $a }}\n'.repeat(24), '{{ $a.x }}'), 1],
  [
    'a list that doubles 24 times',
    chart(`{{ $a := list .Values.image }}\n${'{{ $a = concat $a $a }}\n'.repeat(24)}`, '{{ first $a }}'),
    1,
  ],
  [
    'a text that doubles 24 times',
    chart(`{{ $a := .Values.image }}\n${'{{ $a = print $a $a }}\n'.repeat(24)}`, '{{ $a }}'),
    0,
    /the rendered text is too long/,
  ],
  ['a text that is repeated', chart('', '{{ repeat 1000000000 .Values.image }}'), 1],
  ['a text that is indented', chart('', '{{ indent 1000000000 .Values.image }}'), 1],
  ['a range to a billion', chart('', '{{ range $i := until 1000000000 }}{{ $i }}{{ end }}'), 1],
  [
    'includes that double 24 times',
    chart(
      `${repeat(24, n => `{{ define "t${n}" }}{{ include "t${n + 1}" . }}{{ include "t${n + 1}" . }}{{ end }}\n`)}{{ define "t24" }}x{{ end }}\n---\n`,
      '{{ include "t0" . }}',
    ),
    0,
    /too many steps/,
  ],
  [
    'a template of itself',
    chart('{{ define "a" }}{{ include "a" . }}{{ end }}\n', '{{ include "a" . }}'),
    1,
    /include each other without end/,
  ],
  [
    'a template twice of itself',
    chart('{{ define "a" }}{{ include "a" . }}{{ include "a" . }}{{ end }}\n', '{{ include "a" . }}'),
    0,
    /include each other without end/,
  ],
  [
    'two templates of each other',
    chart(
      '{{ define "a" }}{{ include "b" . }}{{ end }}\n{{ define "b" }}{{ include "a" . }}{{ end }}\n',
      '{{ include "a" . }}',
    ),
    1,
    /include each other without end/,
  ],
  [
    'tpl of itself',
    chart('', '{{ tpl .Values.t . }}', { 'c/values.yaml': `image: ${image}\nt: "{{ tpl .Values.t . }}"\n` }),
    1,
    /include each other without end/,
  ],
  [
    'tpl of itself twice',
    chart('', '{{ tpl .Values.t . }}', {
      'c/values.yaml': `image: ${image}\nt: "{{ tpl .Values.t . }}{{ tpl .Values.t . }}"\n`,
    }),
    0,
    /include each other without end/,
  ],
  [
    'values that double 24 times',
    chart('', '{{ .Values.image }}', { 'c/values.yaml': `image: ${image}\n${doubled('a')}` }),
    1,
    /aliases make more than/,
  ],
  [
    'values of which all are images',
    chart('', '{{ .Values.image }}', { 'c/values.yaml': `image: ${image}\n${doubled('image')}` }),
    1,
    /aliases make more than/,
  ],
  [
    'toYaml of what doubles',
    chart('', '{{ .Values.image }}{{ toYaml .Values.x24 }}', { 'c/values.yaml': `image: ${image}\n${doubled('a')}` }),
    1,
    /aliases make more than/,
  ],
  [
    'conditions in conditions',
    chart('', `${'{{ if .Values.a }}'.repeat(2000)}{{ .Values.image }}${'{{ end }}'.repeat(2000)}`),
    0,
    /nested too deeply/,
  ],
  [
    'brackets in brackets',
    chart('', `{{ ${'('.repeat(5000)}.Values.image${')'.repeat(5000)} }}`),
    0,
    /nested too deeply/,
  ],
  [
    'a pipe of 5,000 functions',
    chart('', `{{ .Values.image ${'| quote '.repeat(5000)}}}`),
    0,
    /the rendered text is too long/,
  ],
  [
    '20,000 variables',
    chart(`{{ $v0 := .Values.image }}\n${repeat(20_000, n => `{{ $v${n + 1} := $v${n} }}\n`)}`, '{{ $v20000 }}'),
    1,
  ],
  [
    'ranges in ranges',
    chart('', `${repeat(12, () => '{{ range .Values.l }}')}{{ . }}${repeat(12, () => '{{ end }}')}`, {
      'c/values.yaml': `image: ${image}\nl: [${repeat(20, n => `${n},`)}]\n`,
    }),
    1,
  ],
  [
    '20,000 templates',
    chart('', '{{ .Values.image }}', {
      'c/templates/all.yaml': repeat(20_000, () => `${pod(image).replace(image, '{{ .Values.image }}')}---\n`),
    }),
    1,
  ],
  [
    'a chart in a chart, 30 deep',
    Object.fromEntries(
      range(30).flatMap(n => {
        const at = `c/${repeat(n, m => `charts/c${m}/`)}`;
        return [
          [`${at}Chart.yaml`, `name: c${n}\n`],
          [`${at}values.yaml`, `image: ${image}\n`],
        ];
      }),
    ),
    0,
  ],
  [
    'a chart that needs itself',
    chart('', '{{ .Values.image }}', {
      'c/Chart.yaml': 'name: c\ndependencies: [{ name: c, repository: "file://../c" }]\n',
    }),
    1,
  ],
];

// ─── Languages ─────────────────────────────────────────────────────────────────────────────────────────────────────

const bicepApp = (value: string) =>
  `resource app 'Microsoft.App/containerApps@2024-03-01' = {\n  properties: { template: { containers: [ { image: ${value} } ] } }\n}\n`;
const terraformApp = (value: string) => `resource "docker_image" "x" {\n  name = ${value}\n}\n`;
const arm = (variables: Readonly<Record<string, string>>, value: string) =>
  JSON.stringify({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    variables,
    resources: [
      { type: 'Microsoft.App/containerApps', name: 'x', properties: { template: { containers: [{ image: value }] } } },
    ],
  });

const languages: readonly Row[] = [
  [
    '110 arguments of a Dockerfile that build on each other',
    { Dockerfile: `ARG a0=shop.azurecr.io/a\n${repeat(110, n => `ARG a${n + 1}=$a${n}$a${n}\n`)}FROM $a110\n` },
    1,
  ],
  ['arguments of a Dockerfile in a circle', { Dockerfile: 'ARG a=$b\nARG b=$a\nFROM $a\n' }, 1],
  ['20,000 arguments of a Dockerfile', { Dockerfile: `${repeat(20_000, n => `ARG a${n}=x\n`)}FROM $a1\n` }, 1],
  ['defaults in defaults of a Dockerfile', { Dockerfile: `FROM ${'${a:-'.repeat(2000)}x${'}'.repeat(2000)}\n` }, 1],
  [
    'stages of a Dockerfile in a row',
    { Dockerfile: `FROM ${image} AS s0\n${repeat(5000, n => `FROM s${n} AS s${n + 1}\n`)}` },
    1,
  ],
  [
    'variables of Bicep that double',
    {
      'main.bicep': `var v0 = '${image}'\n${repeat(24, n => `var v${n + 1} = '\${v${n}}\${v${n}}'\n`)}${bicepApp('v24')}`,
    },
    1,
  ],
  ['variables of Bicep in a circle', { 'main.bicep': `var a = b\nvar b = a\n${bicepApp('a')}` }, 1],
  [
    'lists of Bicep that double',
    {
      'main.bicep': `var v0 = [ '${image}' ]\n${repeat(24, n => `var v${n + 1} = concat(v${n}, v${n})\n`)}${bicepApp('v24[0]')}`,
    },
    1,
    /grow too large/,
  ],
  ['brackets of Bicep', { 'main.bicep': bicepApp(`${'('.repeat(3000)}'${image}'${')'.repeat(3000)}`) }, 1],
  [
    'modules of Bicep in a circle',
    {
      'a.bicep': `module b 'b.bicep' = { name: 'b' }\n${bicepApp(`'${image}'`)}`,
      'b.bicep': "module a 'a.bicep' = { name: 'a' }\n",
    },
    1,
  ],
  [
    'locals of Terraform that double',
    {
      'main.tf': `locals {\n  l0 = "${image}"\n${repeat(24, n => `  l${n + 1} = "\${local.l${n}}\${local.l${n}}"\n`)}}\n${terraformApp('local.l24')}`,
    },
    1,
  ],
  [
    'locals of Terraform in a circle',
    { 'main.tf': `locals {\n  a = local.b\n  b = local.a\n}\n${terraformApp('local.a')}` },
    1,
  ],
  [
    'lists of Terraform that double',
    {
      'main.tf': `locals {\n  l0 = ["${image}"]\n${repeat(24, n => `  l${n + 1} = concat(local.l${n}, local.l${n})\n`)}}\n${terraformApp('local.l24[0]')}`,
    },
    1,
    /grow too large/,
  ],
  ['brackets of Terraform', { 'main.tf': terraformApp(`${'('.repeat(3000)}"${image}"${')'.repeat(3000)}`) }, 1],
  [
    'variables of a template that double',
    {
      'main.json': arm(
        {
          v0: image,
          ...Object.fromEntries(range(24).map(n => [`v${n + 1}`, `[concat(variables('v${n}'), variables('v${n}'))]`])),
        },
        "[variables('v24')]",
      ),
    },
    1,
  ],
  [
    'variables of a template in a circle',
    { 'main.json': arm({ a: "[variables('b')]", b: "[variables('a')]" }, "[variables('a')]") },
    1,
  ],
  ['brackets of a template', { 'main.json': arm({}, `[${'toLower('.repeat(3000)}'x'${')'.repeat(3000)}]`) }, 1],
  [
    'services of Compose that extend each other',
    { 'compose.yaml': 'services:\n  a: { extends: { service: b } }\n  b: { extends: { service: a }, image: x }\n' },
    1,
  ],
  [
    'pipelines that include each other',
    {
      'azure-pipelines.yml':
        'resources: { containers: [{ container: a, image: x }] }\nsteps: [{ template: azure-pipelines.yml }]\n',
    },
    1,
  ],
];

export const graphs: readonly Input[] = [
  ...kustomizations.map(input('graphs: Kustomize')),
  ...charts.map(input('templates: Helm')),
  ...languages.map(input('templates: languages')),
];
