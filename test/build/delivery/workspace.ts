// A workspace of a few files, as senders see it.

import type { DeliveryContext } from '../../../src/build/delivery/context.ts';
import type { ReleaseValues, Sender, Sent } from '../../../src/build/delivery/sender.ts';
import { sendersIn } from '../../../src/build/delivery/senders.ts';
import { documentsIn } from '../../../src/build/workspaceInputs.ts';
import { foldersAbove } from '../../../src/model/place.ts';
import { field, textAt } from '../../../src/read/source/lift.ts';
import type { Content, Mapping } from '../../../src/read/source/tree.ts';

export type Files = Readonly<Record<string, string>>;

export const OWN = 'https://github.com/contoso/gitops';
export const OTHER = 'https://github.com/fabrikam/other';

/** The objects of files that are plain manifests. */
export function objectsIn(files: Files): readonly Mapping[] {
  return Object.entries(files).flatMap(([file, text]) =>
    documentsIn(file, text).filter(document => document.kind === 'mapping'),
  );
}

export function contextOf(files: Files, more: Partial<DeliveryContext> = {}): DeliveryContext {
  const objects = objectsIn(files);
  return {
    folders: new Set(Object.keys(files).flatMap(file => foldersAbove(file))),
    clusters: objects.filter(
      each => textAt(each, 'metadata', 'labels', 'argocd.argoproj.io/secret-type') === 'cluster',
    ),
    artifactGenerators: objects.filter(each => textAt(each, 'kind') === 'ArtifactGenerator'),
    namespace: undefined,
    find: (kind, namespace, name) =>
      objects.filter(
        each =>
          textAt(each, 'kind') === kind &&
          textAt(each, 'metadata', 'namespace') === namespace &&
          textAt(each, 'metadata', 'name') === name,
      ),
    documents: file => (files[file] === undefined ? undefined : documentsIn(file, files[file])),
    ...more,
  };
}

export function sendersOf(files: Files, more: Partial<DeliveryContext> = {}): readonly Sender[] {
  return sendersIn(objectsIn(files), contextOf(files, more));
}

/** The only sender of files. */
export function senderOf(files: Files, more: Partial<DeliveryContext> = {}): Sender {
  const [sender, ...others] = sendersOf(files, more);
  if (sender === undefined || others.length > 0) throw new Error(`${others.length + (sender ? 1 : 0)} senders`);
  return sender;
}

/** The part and its cluster, in a word: `own: folder apps/dev`. */
export function inWords({ sentTo, sends, isSuspended }: Sender): string {
  const to = sentTo.kind === 'name' ? sentTo.names.join('|') : sentTo.kind === 'server' ? sentTo.host : sentTo.kind;
  return `${isSuspended ? 'suspended ' : ''}${to}: ${sentInWords(sends)}`;
}

function sentInWords(sends: Sent): string {
  switch (sends.kind) {
    case 'folder':
      return `${sends.as} ${sends.folder}`;
    case 'chart':
      return `chart ${sends.folder}`;
    case 'files':
      return `files ${sends.files.join(' ')}`;
    case 'outside':
      return `outside ${sends.what}`;
    case 'open':
      return `open ${sends.why}`;
  }
}

/** A tree as data, to compare it. What is open shows its reason. */
export function plain(node: Content | undefined): unknown {
  switch (node?.kind) {
    case undefined:
      return null;
    case 'scalar':
      return node.text;
    case 'list':
      return node.items.map(item => (item?.kind === 'alias' ? null : plain(item)));
    case 'mapping':
      return Object.fromEntries(
        node.entries.map(({ key, value }) => [key.text, value?.kind === 'alias' ? null : plain(value)]),
      );
  }
}

/** Values of a release, in order. */
export function valuesInWords(values: readonly ReleaseValues[]): readonly unknown[] {
  return values.map(valueInWords);
}

function valueInWords(values: ReleaseValues): unknown {
  switch (values.kind) {
    case 'file':
      return values.isOptional ? `${values.file}?` : values.file;
    case 'inline':
      return plain(values.values);
    case 'set':
      return `${values.path}=${values.value.text}`;
    case 'open':
      return `open ${values.path ?? ''}: ${values.why}`;
  }
}

/** The text at a scalar's place, with its file and the files of its origins. */
export function written(node: Content | undefined): string {
  if (node?.kind !== 'scalar' || node.source === undefined) return 'nowhere';
  const { file, text, origins } = node.source;
  const all = [`${file}: ${text.slice(node.span.start, node.span.end)}`, ...origins.map(each => each.file)];
  return all.join(' < ');
}

/** The first container's image of a built workload. */
export function imageOf(object: Mapping | undefined): Content | undefined {
  const containers = field(object, 'spec', 'template', 'spec', 'containers');
  return containers?.kind === 'list' ? field(containers.items[0], 'image') : undefined;
}
