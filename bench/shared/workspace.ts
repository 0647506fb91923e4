import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { image, type Make, team, withImages, withoutImages } from './objects.ts';
import { Random } from './random.ts';

export interface GeneratedFile {
  readonly name: string;
  readonly text: string;
}

const root = path.join(import.meta.dirname, '../..');

/**
 * A workspace of so many files. About half of the documents hold an image: generated ones in the proportions
 * of a company's repository, and among them the fixtures and samples of this one.
 */
export function makeWorkspace(count: number, seed = 20261124): readonly GeneratedFile[] {
  const real = realFiles();
  const random = new Random(seed);
  const made = Array.from({ length: Math.max(0, count - real.length) }, (_, index) => makeFile(index, random));
  return [...real, ...made].slice(0, count);
}

/** One file of so many documents, half of them with an image. */
export function makeStream(documents: number, seed = 20261124): string {
  const random = new Random(seed);
  const made = Array.from({ length: documents }, (_, index) => {
    const make = index % 2 === 0 ? random.pick(service, ...withImages) : random.pick(service, ...withoutImages);
    return make(`app-${index}`, random);
  });
  return made.join('---\n');
}

const service: Make = withoutImages[0] ?? (() => '');

function realFiles(): readonly GeneratedFile[] {
  const names = globSync(['samples/**/*.{yaml,yml,json}', 'test/read/fixtures/**/*.{yaml,yml,json}'], {
    cwd: root,
  });
  return names
    .filter(name => !name.includes('snapshot') && !name.includes('expected'))
    .sort()
    .map(name => ({ name, text: readFileSync(path.join(root, name), 'utf8').replace(/^\uFEFF/, '') }));
}

/** Out of a hundred files: plain objects and streams of them, charts, compose files, kustomizations, JSON. */
function makeFile(index: number, random: Random): GeneratedFile {
  const name = `${random.pick('api', 'web', 'worker', 'batch', 'gateway')}-${index}`;
  const folder = `${team(random)}/${name}`;
  const kind = random.below(100);
  if (kind < 44) return { name: `${folder}/${name}.yaml`, text: makeObject(name, random) };
  if (kind < 72) return { name: `${folder}/all.yaml`, text: makeObjects(name, random) };
  if (kind < 78) return { name: `${folder}/values.yaml`, text: makeValues(name, random) };
  if (kind < 84) return { name: `${folder}/templates/deployment.yaml`, text: makeTemplate(name) };
  if (kind < 88) return { name: `${folder}/docker-compose.yml`, text: makeCompose(name, random) };
  if (kind < 92) return { name: `${folder}/kustomization.yaml`, text: makeKustomization(name, random) };
  if (kind < 96) return { name: `${folder}/settings.json`, text: JSON.stringify({ name, list: [...name] }, null, 2) };
  return { name: `${folder}/config.yaml`, text: `# settings of ${name}\nlevel: info\nretries: ${random.below(9)}\n` };
}

function makeObject(name: string, random: Random): string {
  return random.chance(0.5)
    ? random.pick(service, ...withImages)(name, random)
    : random.pick(service, ...withoutImages)(name, random);
}

function makeObjects(name: string, random: Random): string {
  const documents = Array.from({ length: 2 + random.below(4) }, (_, n) => makeObject(`${name}-${n}`, random));
  return documents.join('---\n');
}

function makeValues(name: string, random: Random): string {
  return `# Default values for ${name}.
replicaCount: 2
image:
  registry: shopprod.azurecr.io
  repository: ${team(random)}/${name}
  tag: "${random.below(9)}.${random.below(20)}"
  pullPolicy: IfNotPresent
imagePullSecrets: []
serviceAccount: {create: true, annotations: {}}
sidecar:
  image: ${image('sidecar', random)}
resources:
  limits: {cpu: 500m, memory: 256Mi}
ingress:
  enabled: false
  hosts:
    - host: ${name}.local
      paths: ["/"]
`;
}

function makeTemplate(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "${name}.fullname" . }}
  labels:
    {{- include "${name}.labels" . | nindent 4 }}
spec:
  {{- if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.replicaCount }}
  {{- end }}
  template:
    spec:
      {{- with .Values.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image.registry }}/{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          imagePullPolicy: {{ .Values.image.pullPolicy }}
          resources:
            {{- toYaml .Values.resources | nindent 12 }}
`;
}

function makeCompose(name: string, random: Random): string {
  return `services:
  ${name}:
    image: ${image(name, random)}
    ports: ["8080:8080"]
    environment:
      - LOG_LEVEL=info
    depends_on: [db]
  db:
    image: postgres:16
    volumes:
      - data:/var/lib/postgresql/data
volumes:
  data: {}
`;
}

function makeKustomization(name: string, random: Random): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: ${team(random)}
resources:
  - ../../${name}
images:
  - name: shopbase.azurecr.io/${name}
    newName: shopprod.azurecr.io/${name}
    newTag: "${random.below(9)}.0"
`;
}
