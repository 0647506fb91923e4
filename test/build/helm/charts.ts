// Charts written inline, for the tests of their rendering.
import assert from 'node:assert/strict';
import type { BuildInputs } from '../../../src/build/built.ts';
import type { Release, ReleaseValues } from '../../../src/build/delivery/sender.ts';
import { renderChart } from '../../../src/build/helm/renderChart.ts';
import { readBuilt } from '../../../src/build/pulls.ts';
import { documentsIn, WorkspaceInputs } from '../../../src/build/workspaceInputs.ts';
import type { ImageReference } from '../../../src/model/reference.ts';
import type { Content, Scalar } from '../../../src/read/source/tree.ts';

export type ChartFiles = Readonly<Record<string, string>>;

export function inputsOf(files: ChartFiles): BuildInputs {
  return new WorkspaceInputs(
    new Map(Object.entries(files).map(([name, text]) => [name, { text, reading: undefined }])),
  );
}

export const till: ChartFiles = {
  'till/Chart.yaml': 'apiVersion: v2\nname: till\nversion: 1.0.0\nappVersion: "2.4"\n',
};

/** A pod with an image, as a template has it. */
export function pod(image: string, more = ''): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: p
spec:
${more}  containers:
    - name: c
      image: ${image}
`;
}

export function file(name: string): ReleaseValues {
  return { kind: 'file', file: name, isOptional: false };
}

export function release(...values: readonly ReleaseValues[]): Release {
  return { name: 'shop', namespace: 'shop-prod', values };
}

export function built(files: ChartFiles, of: Release = release(), folder = 'till') {
  return renderChart(folder, of, inputsOf(files));
}

export function references(files: ChartFiles, of: Release = release(), folder = 'till'): readonly ImageReference[] {
  const { objects, problems } = built(files, of, folder);
  assert.deepEqual(problems, []);
  return readBuilt(objects, []).references.map(reference => checked(reference, files));
}

/** `text.slice(span)` is the reference as written, and every origin lies in its file. */
function checked(reference: ImageReference, files: ChartFiles): ImageReference {
  for (const { file: name, span } of [reference, ...reference.origins]) {
    const text = files[name];
    assert.ok(text !== undefined && span.start >= 0 && span.start <= span.end && span.end <= text.length, name);
  }
  const { file: name, span } = reference;
  assert.equal(files[name]?.slice(span.start, span.end), reference.text);
  return reference;
}

/** Images by their names: `shop.azurecr.io/till:1`, with placeholders for what is open. */
export function images(files: ChartFiles, of: Release = release(), folder = 'till'): readonly string[] {
  return references(files, of, folder).map(imageName);
}

function imageName({ image }: ImageReference): string {
  if (image.kind !== 'image') return image.why;
  const { registry, repository, tag, digest, name } = image;
  if (name !== undefined) return name;
  return `${registry}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** Each image with its place: `shop.azurecr.io/till:1 at 'till' in values.yaml`. */
export function placed(files: ChartFiles, of: Release = release(), folder = 'till'): readonly string[] {
  return references(files, of, folder).map(
    reference => `${imageName(reference)} at '${reference.text}' in ${reference.file}`,
  );
}

/** The output of a template for `{{ … }}` around an expression, in a ConfigMap. */
export function evaluated(expression: string, values = '', of: Release = release()): string {
  const files = {
    ...till,
    'till/values.yaml': values,
    'till/templates/a.yaml': `kind: ConfigMap\napiVersion: v1\ntext: >-\n  ${expression}\n`,
  };
  const { objects, problems } = built(files, of);
  assert.deepEqual(problems, [], expression);
  const text = objects[0]?.entries.find(({ key }) => key.text === 'text')?.value;
  return text?.kind === 'scalar' ? text.text : '';
}

export function plainScalar(text: string): Scalar {
  const source = { file: 'deploy.sh', text, origins: [] };
  return { kind: 'scalar', text, span: { start: 0, end: text.length }, plain: true, source };
}

export function contentOf(name: string, text: string): Content {
  const [content] = documentsIn(name, text);
  assert.ok(content !== undefined);
  return content;
}
