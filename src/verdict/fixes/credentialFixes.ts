import type { Cluster, Registry } from '../../access/map.ts';
import type { Command, Fix } from '../../model/fix.ts';
import type { Place } from '../../model/place.ts';
import { az, azureFix, editFix, named } from './fix.ts';

/**
 * Container Apps and App Service ask for tokens of Resource Manager, which a registry can refuse.
 * https://learn.microsoft.com/azure/container-registry/container-registry-disable-authentication-as-arm
 */
export function enableArmTokens(registry: Registry): Fix {
  const { subscription, name } = registry;
  return azureFix({
    title: `Let \`${name}\` accept tokens of Azure Resource Manager`,
    kind: 'enableArmTokens',
    commands: [az('acr config authentication-as-arm update', { subscription, registry: name, status: 'enabled' })],
  });
}

/** Takes a pull secret that does not work out of the manifest; `item` is its whole entry in the list. */
export function removeSecret(name: string, item: Place): Fix {
  return editFix(`Remove the pull secret \`${name}\``, 'removeSecret', { ...item, newText: '' });
}

/**
 * A new secret for an application, beside the old ones. It goes from the directory into the cluster without being shown.
 * The second choice: a managed identity has no secret that could end.
 * https://learn.microsoft.com/azure/aks/update-credentials
 */
export function renewClusterCredential(cluster: Cluster, appId: string): Fix {
  const options = { ...named(cluster), 'reset-service-principal': true as const, 'service-principal': appId };
  const update: Command = { ...az('aks update-credentials', options), takes: ['--client-secret', 'secret'] };
  const reset: Command = { ...newSecret(appId), keep: 'secret' };
  return azureFix({
    title: `Renew the secret of \`${cluster.name}\``,
    kind: 'rotateCredential',
    commands: [reset, update],
  });
}

/** A new secret for an application whose secret stands in a pull secret, which has to be written anew with it. */
export function renewApplicationSecret(appId: string): Fix {
  const title = `Renew the secret of application \`${appId}\`, then write it into the pull secret`;
  return azureFix({ title, kind: 'rotateCredential', commands: [newSecret(appId)] });
}

function newSecret(appId: string): Command {
  return az('ad app credential reset', { append: true, id: appId, query: 'password', output: 'tsv' });
}
