// Clusters as Argo CD knows them.
// https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters
import type { SentTo } from '../../../model/target.ts';
import { field, textAt } from '../../../read/source/lift.ts';
import { type Content, entriesOf, type Mapping, type Scalar } from '../../../read/source/tree.ts';
import { serverAt } from '../server.ts';
import { openReason } from '../stated.ts';

/** A cluster that a Secret declares, with the fields that can be read. */
export interface ArgoCluster {
  readonly name: string | undefined;
  readonly sentTo: SentTo | undefined;
  readonly server: string | undefined;
  readonly labels: ReadonlyMap<string, Scalar>;
  readonly annotations: ReadonlyMap<string, Scalar>;
}

/** Argo CD's own cluster needs no Secret. */
export const IN_CLUSTER = 'in-cluster';

export function argoClusters(secrets: readonly Mapping[]): readonly ArgoCluster[] {
  return secrets.map(secret => {
    const server = contentAt(secret, 'server');
    return {
      name: contentAt(secret, 'name'),
      server,
      sentTo: serverAt(server),
      labels: metadataOf(secret, 'labels'),
      annotations: metadataOf(secret, 'annotations'),
    };
  });
}

/** Sealed and made Secrets have a template, whose labels and annotations the Secret gets. */
function metadataOf(secret: Mapping, kind: 'labels' | 'annotations'): ReadonlyMap<string, Scalar> {
  const templates = [field(secret, 'spec', 'template'), field(secret, 'spec', 'target', 'template'), secret];
  return new Map(templates.flatMap(each => [...scalarsIn(field(each, 'metadata', kind))]));
}

export function scalarsIn(mapping: Content | undefined): ReadonlyMap<string, Scalar> {
  const found = new Map<string, Scalar>();
  for (const { key, value } of entriesOf(mapping)) if (value?.kind === 'scalar') found.set(key.text, value);
  return found;
}

/** `stringData` wins over `data`. Encrypted and templated content can't be read. */
function contentAt(secret: Mapping, key: string): string | undefined {
  const plain = field(secret, 'stringData', key);
  const text = plain === undefined ? decoded(textAt(secret, 'data', key)) : textAt(secret, 'stringData', key);
  const isReadable = text !== undefined && !text.startsWith('ENC[') && openReason(plain) === undefined;
  return isReadable && !text.includes('{{') ? text : undefined;
}

function decoded(base64: string | undefined): string | undefined {
  if (base64 === undefined) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(
      Uint8Array.from(atob(base64), character => character.charCodeAt(0)),
    );
  } catch {
    return undefined; // encrypted or broken
  }
}

/** The cluster of a name, with the API server that its Secret states. */
export function clusterNamed(name: string, clusters: readonly ArgoCluster[]): SentTo {
  const [to, ...others] = clusters.filter(cluster => cluster.name === name).map(cluster => cluster.sentTo);
  const host = to?.kind === 'server' ? to.host : undefined;
  const isSame = others.every(other => other?.kind === to?.kind && (other?.kind !== 'server' || other.host === host));
  // Argo CD of another cluster may know another one by this name
  if (!isSame) return { kind: 'open', text: `cluster ${name}, which several Secrets declare` };
  if (to?.kind === 'own' || (to === undefined && name === IN_CLUSTER)) return { kind: 'own' };
  return { kind: 'name', names: [name], ...(host === undefined ? {} : { host }) };
}
