import type { Cluster, Registry } from '../../access/map.ts';
import type { Fix } from '../../model/fix.ts';
import type { Place } from '../../model/place.ts';
import { type Command, commandFor, type Shell } from '../shell.ts';
import { azureFix, editFix } from './fix.ts';

/**
 * Container Apps and App Service ask for tokens of Resource Manager, which a registry can refuse.
 * https://learn.microsoft.com/azure/container-registry/container-registry-disable-authentication-as-arm
 */
export function enableArmTokens(registry: Registry): Fix {
  return azureFix({
    title: `Let \`${registry.name}\` accept tokens of Azure Resource Manager`,
    kind: 'enableArmTokens',
    commands: [
      {
        words: ['az', 'acr', 'config', 'authentication-as-arm', 'update'],
        options: [
          ['--subscription', registry.subscription],
          ['--registry', registry.name],
          ['--status', 'enabled'],
        ],
      },
    ],
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
  const update: Command = {
    words: ['az', 'aks', 'update-credentials'],
    options: [
      ['--subscription', cluster.subscription],
      ['--resource-group', cluster.resourceGroup],
      ['--name', cluster.name],
      ['--reset-service-principal'],
      ['--service-principal', appId],
    ],
  };
  const script = (shell: Shell): string | null => {
    const reset = commandFor(shell, newSecret(appId));
    const into = commandFor(shell, update);
    if (reset === null || into === null) return null;
    return shell === 'bash'
      ? `secret=$(${reset})\n${into} --client-secret="$secret"`
      : `$secret = ${reset}\n${into} --client-secret="$secret"`;
  };
  return {
    ...renewal(`Renew the secret of \`${cluster.name}\``),
    bash: script('bash'),
    powershell: script('powershell'),
  };
}

/** A new secret for an application whose secret stands in a pull secret, which has to be written anew with it. */
export function renewApplicationSecret(appId: string): Fix {
  const command = newSecret(appId);
  return {
    ...renewal(`Renew the secret of application \`${appId}\`, then write it into the pull secret`),
    bash: commandFor('bash', command),
    powershell: commandFor('powershell', command),
  };
}

function newSecret(appId: string): Command {
  return {
    words: ['az', 'ad', 'app', 'credential', 'reset', '--append'],
    options: [
      ['--id', appId],
      ['--query', 'password'],
      ['--output', 'tsv'],
    ],
  };
}

function renewal(title: string): Fix {
  return azureFix({ title, kind: 'rotateCredential', commands: [] });
}
