import type { Harvest } from '../../harvest.ts';
import { at, textOf, type View } from '../../source/view.ts';
import { entriesOfSecret } from './dockerConfig.ts';
import { listedSecrets } from './listedSecrets.ts';

/** Reads an object that pods lean on when they pull: a service account, a pull secret, an AcrPullBinding. */
export function readDeclaration(kind: string, object: View, harvest: Harvest): void {
  switch (kind) {
    case 'ServiceAccount':
      readServiceAccount(object, harvest);
      return;
    case 'Secret':
      readSecret(object, harvest);
      return;
    case 'AcrPullBinding':
      readBinding(object, harvest);
      return;
  }
}

function readServiceAccount(object: View, harvest: Harvest): void {
  const name = at(object, 'metadata', 'name');
  const text = textOf(name);
  if (name === undefined || text === undefined) return;
  const annotations = at(object, 'metadata', 'annotations');
  harvest.declaration({
    kind: 'serviceAccount',
    name: text,
    namespace: textOf(at(object, 'metadata', 'namespace')),
    pullSecrets: listedSecrets(object, harvest),
    // kubernetes-sigs/cloud-provider-azure, pkg/credentialprovider: the identity that AKS pulls with for this account
    pullClientId: harvest.written(at(annotations, 'kubernetes.azure.com/acr-client-id')),
    pullTenantId: harvest.written(at(annotations, 'kubernetes.azure.com/acr-tenant-id')),
    place: harvest.place(name),
  });
}

function readSecret(object: View, harvest: Harvest): void {
  const type = textOf(at(object, 'type'));
  if (type !== 'kubernetes.io/dockerconfigjson' && type !== 'kubernetes.io/dockercfg') return;
  const name = at(object, 'metadata', 'name');
  const text = textOf(name);
  if (name === undefined || text === undefined) return;
  harvest.declaration({
    kind: 'pullSecret',
    name: text,
    namespace: textOf(at(object, 'metadata', 'namespace')),
    entries: entriesOfSecret(object),
    place: harvest.place(name),
  });
}

/** Azure/msi-acrpull: `spec.acr` and `spec.auth` in v1beta2, flat fields in v1beta1. */
function readBinding(object: View, harvest: Harvest): void {
  const spec = at(object, 'spec');
  if (spec === undefined) return;
  const name = at(object, 'metadata', 'name');
  const auth = at(spec, 'auth');
  harvest.declaration({
    kind: 'pullBinding',
    namespace: textOf(at(object, 'metadata', 'namespace')),
    // the controller falls back to the namespace's default account
    serviceAccount: textOf(at(spec, 'serviceAccountName')) ?? 'default',
    binding: {
      name: textOf(name),
      registry: textOf(at(spec, 'acr', 'server')) ?? textOf(at(spec, 'acrServer')),
      identityClientId:
        textOf(at(auth, 'managedIdentity', 'clientID')) ??
        textOf(at(auth, 'workloadIdentity', 'clientID')) ??
        textOf(at(spec, 'workloadIdentityClientID')) ??
        textOf(at(spec, 'managedIdentityClientID')),
      identityResourceId:
        textOf(at(auth, 'managedIdentity', 'resourceID')) ?? textOf(at(spec, 'managedIdentityResourceID')),
      definedAt: harvest.place(name ?? spec),
    },
  });
}
