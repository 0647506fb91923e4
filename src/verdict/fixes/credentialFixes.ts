import type { Cluster, Registry } from '../../access/map.ts';
import type { Command, Fix } from '../../model/fix.ts';
import { t } from '../../model/l10n.ts';
import type { Place } from '../../model/place.ts';
import { conditionForRepositories } from '../conditions/grant.ts';
import type { AccessMode } from '../roles/actions.ts';
import { azCommand, azureFix, editFix, type ResourceName, resourceOptions } from './fix.ts';
import { assignCommand, pullRole } from './roleFixes.ts';

/**
 * Container Apps and App Service ask for tokens of Resource Manager, which a registry can refuse.
 * https://learn.microsoft.com/azure/container-registry/container-registry-disable-authentication-as-arm
 */
export function enableArmTokens(registry: Registry): Fix {
  const { subscription, name } = registry;
  return azureFix({
    title: t('Let `{0}` accept tokens for Azure Resource Manager', name),
    kind: 'enableArmTokens',
    commands: [
      azCommand('acr config authentication-as-arm update', { subscription, registry: name, status: 'enabled' }),
    ],
  });
}

/** Removes a pull secret that does not work from the manifest. `item`: its whole entry in the list. */
export function removeSecret(name: string, item: Place): Fix {
  return editFix(t('Remove the pull secret `{0}`', name), 'removeSecret', { ...item, newText: '' });
}

/**
 * Makes a new secret for an application, beside the old ones. It goes from the directory into the cluster without being
 * shown. This is the second choice: a managed identity has no secret that could end.
 * https://learn.microsoft.com/azure/aks/update-credentials
 */
export function renewClusterCredential(cluster: Cluster, appId: string): Fix {
  const options = { ...resourceOptions(cluster), 'reset-service-principal': true as const, 'service-principal': appId };
  const update: Command = { ...azCommand('aks update-credentials', options), takes: ['--client-secret', 'secret'] };
  const reset: Command = { ...newSecret(appId), keep: 'secret' };
  return azureFix({
    title: t('Renew the secret of `{0}`', cluster.name),
    kind: 'rotateCredential',
    commands: [reset, update],
  });
}

/** Makes a new secret for an application. The pull secret that contains the old one has to be written again. */
export function renewApplicationSecret(appId: string): Fix {
  const title = t('Renew the secret of application `{0}`, then write it into the pull secret', appId);
  return azureFix({ title, kind: 'rotateCredential', commands: [newSecret(appId)] });
}

function newSecret(appId: string): Command {
  return azCommand('ad app credential reset', { append: true, id: appId, query: 'password', output: 'tsv' });
}

/** The registry and the repository that a new identity has to read. */
interface Wanted {
  readonly registry: Registry & { readonly mode: AccessMode };
  /** Undefined: it is not settled, and the whole registry is meant. */
  readonly repository: string | undefined;
}

/**
 * Replaces the service principal and its secret. The kubelets start to use the identity when the images of their nodes
 * are renewed. So the identity needs its role before that. https://learn.microsoft.com/azure/aks/use-managed-identity
 */
export function clusterToManagedIdentity(cluster: Cluster, wanted: Wanted): Fix {
  const { registry } = wanted;
  const own = resourceOptions(cluster);
  const { subscription, resourceGroup, name } = cluster;
  const query = { query: 'identityProfile.kubeletidentity.objectId', output: 'tsv' };
  const show: Command = { ...azCommand('aks show', { ...own, ...query }), keep: 'principal' };
  const role =
    registry.mode === 'legacy'
      ? [azCommand('aks update', { ...own, 'attach-acr': registry.id })]
      : [show, roleFor(wanted)];
  const pools = cluster.nodePools.map(pool =>
    azCommand('aks nodepool upgrade', {
      subscription,
      'resource-group': resourceGroup,
      'cluster-name': name,
      name: pool.name,
      'node-image-only': true,
    }),
  );
  const title = t('Let `{0}` pull from `{1}` with a managed identity', cluster.name, registry.name);
  const enable = azCommand('aks update', { ...own, 'enable-managed-identity': true, yes: true });
  return azureFix({ title, kind: 'leaveServicePrincipal', commands: [enable, ...role, ...pools] });
}

/**
 * Adds an identity that may pull to a container group. A group takes it only when its manifest is deployed again.
 * https://learn.microsoft.com/azure/container-instances/using-azure-container-registry-mi
 */
export function identityForGroup(group: ResourceName, wanted: Wanted): Fix {
  const name = `id-${group.name}`;
  const options = { ...resourceOptions(group), name, query: 'principalId', output: 'tsv' };
  const create: Command = { ...azCommand('identity create', options), keep: 'principal' };
  const title = t(
    'Create identity `{0}` with a pull role on `{1}`, then name it in the manifest',
    name,
    wanted.registry.name,
  );
  return azureFix({ title, kind: 'makeIdentity', commands: [create, roleFor(wanted)] });
}

/** Gives the role to the identity that the step before has named. */
function roleFor({ registry, repository }: Wanted): Command {
  const { name: roleName, guid: roleGuid } = pullRole(registry.mode);
  const names = registry.mode === 'abac' && repository !== undefined ? [repository] : [];
  const { words, options } = assignCommand({
    registry,
    principalId: '',
    principalType: 'ServicePrincipal',
    roleName,
    roleGuid,
    condition: conditionForRepositories(names),
    replaces: undefined,
  });
  const rest = options.filter(([option]) => option !== '--assignee-object-id');
  return { words, options: rest, takes: ['--assignee-object-id', 'principal'] };
}

/** The role of a new identity depends on the registry's mode, so no fix guesses it. */
export function hasMode(registry: Registry): registry is Registry & { readonly mode: AccessMode } {
  return registry.mode !== undefined;
}
