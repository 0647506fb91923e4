// The cluster that Flux sends to: its own, or another by `kubeConfig`.

import type { SentTo } from '../../../model/target.ts';
import { field, textAt } from '../../../read/source/lift.ts';
import type { Content, Mapping } from '../../../read/source/tree.ts';
import type { DeliveryContext } from '../context.ts';
import { serverAt } from '../server.ts';
import { namespaceOf, openField } from '../stated.ts';
import { namedObject, whyNotOne } from './candidates.ts';

/**
 * A kubeconfig in a Secret can't be read, and the Secret's name is no cluster. A ConfigMap states the cluster.
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#kubeconfig-remote-clusters
 */
export function fluxTarget(object: Mapping, context: DeliveryContext): SentTo {
  const kubeConfig = field(object, 'spec', 'kubeConfig');
  if (kubeConfig === undefined) return { kind: 'own' };
  const open = openField(kubeConfig, ['secretRef.name', 'configMapRef.name']);
  if (open !== undefined) return { kind: 'open', text: `kubeConfig.${open}` };
  const map = textAt(kubeConfig, 'configMapRef', 'name');
  if (map !== undefined) return targetOfMap(map, object, context);
  const secret = textAt(kubeConfig, 'secretRef', 'name');
  return { kind: 'open', text: secret === undefined ? 'kubeConfig' : `kubeConfig of Secret ${secret}` };
}

function targetOfMap(name: string, object: Mapping, context: DeliveryContext): SentTo {
  const what = `kubeConfig of ConfigMap ${name}`;
  const found = namedObject(context, 'ConfigMap', namespaceOf(object, context), name, ['data']);
  if (found.kind !== 'one') return { kind: 'open', text: whyNotOne(what, found) };
  const data = field(found.object, 'data');
  const open = openField(data, ['cluster', 'address', 'provider']);
  if (open !== undefined) return { kind: 'open', text: `${what}: ${open}` };
  return clusterResource(data) ?? serverAt(textAt(data, 'address')) ?? { kind: 'open', text: what };
}

/** Only the clusters of Azure's provider have resource IDs of this form. */
function clusterResource(data: Content | undefined): SentTo | undefined {
  const parts = (textAt(data, 'cluster') ?? '').split('/');
  const after = (type: string) => parts[parts.findIndex(part => part.toLowerCase() === type) + 1];
  const name = after('managedclusters');
  const group = after('resourcegroups');
  if (textAt(data, 'provider') !== 'azure' || name === undefined || name === '' || parts[0] !== '') return undefined;
  const server = serverAt(textAt(data, 'address'));
  return { kind: 'name', names: [name], group, ...(server?.kind === 'server' ? { host: server.host } : {}) };
}
