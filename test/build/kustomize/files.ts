// Workspaces of a few files, and what kustomize makes of them.

import type { Built } from '../../../src/build/built.ts';
import { buildKustomization, type KustomizeOptions } from '../../../src/build/kustomize/kustomize.ts';
import { type InputFile, WorkspaceInputs } from '../../../src/build/workspaceInputs.ts';
import { field, textAt } from '../../../src/read/source/lift.ts';
import type { Mapping, Node, Scalar } from '../../../src/read/source/tree.ts';

export type Files = Readonly<Record<string, string>>;

export function inputsOf(files: Files): WorkspaceInputs {
  const held = Object.entries(files).map(([file, text]): [string, InputFile] => [file, { text }]);
  return new WorkspaceInputs(new Map(held));
}

export function build(files: Files, folder: string, options?: KustomizeOptions): Built {
  return buildKustomization(folder, inputsOf(files), options);
}

/** The images of a build as they are pulled, sorted. */
export function pulled({ objects }: Built): readonly string[] {
  return objects
    .flatMap(imagesBelow)
    .map(({ text }) => text)
    .sort();
}

/** Each image with the file and the text where it is shown. */
export function shown({ objects }: Built): readonly string[] {
  return objects.flatMap(imagesBelow).map(({ text, span, source }) => {
    const written = source?.text.slice(span.start, span.end) ?? '';
    return `${text} at ${source?.file}: ${written}`;
  });
}

/** The values of all keys called `image`. */
function imagesBelow(node: Node | undefined): readonly Scalar[] {
  if (node?.kind === 'list') return node.items.flatMap(imagesBelow);
  if (node?.kind !== 'mapping') return [];
  return node.entries.flatMap(({ key, value }) =>
    key.text === 'image' && value?.kind === 'scalar' ? [value] : imagesBelow(value),
  );
}

export function messages({ problems }: Built): readonly string[] {
  return problems.map(({ message }) => message);
}

export function objectNamed({ objects }: Built, kind: string): Mapping | undefined {
  return objects.find(object => textAt(object, 'kind') === kind);
}

export function namespaceAndName(object: Mapping | undefined): string {
  return `${textAt(field(object, 'metadata'), 'namespace') ?? ''}/${textAt(field(object, 'metadata'), 'name') ?? ''}`;
}

/** A Deployment with a container for each image: `a: nginx:1`. */
export function deployment(name: string, images: Readonly<Record<string, string>>, labels = ''): string {
  const containers = Object.entries(images).map(
    ([container, image]) => `      - name: ${container}\n        image: ${image}\n`,
  );
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
${labels === '' ? '' : `  labels: ${labels}\n`}spec:
  template:
    spec:
      containers:
${containers.join('')}`;
}
