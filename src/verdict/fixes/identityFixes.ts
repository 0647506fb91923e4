import type { AzureResource, Cluster, Registry } from '../../access/map.ts';
import type { Command, CommandOption, Fix } from '../../model/fix.ts';
import { conditionForRepositories } from '../conditions/index.ts';
import type { AccessMode } from '../roles/actions.ts';
import { azureFix } from './fix.ts';
import { assignCommand, pullRole } from './grant.ts';

/** What a new identity is to read. */
interface Wanted {
  readonly registry: Registry & { readonly mode: AccessMode };
  /** Undefined: not settled, so the whole registry. */
  readonly repository: string | undefined;
}

/**
 * Leaves the service principal and its secret behind. The kubelets take the identity up when the images of their nodes
 * are renewed, so its role comes before that.
 * https://learn.microsoft.com/azure/aks/use-managed-identity
 */
export function clusterToManagedIdentity(cluster: Cluster, wanted: Wanted): Fix {
  const { registry } = wanted;
  const own = namesOf(cluster);
  const update = (...options: readonly CommandOption[]): Command => ({
    words: ['az', 'aks', 'update'],
    options: [...own, ...options],
  });
  const show: Command = {
    words: ['az', 'aks', 'show'],
    options: [...own, ['--query', 'identityProfile.kubeletidentity.objectId'], ['--output', 'tsv']],
    keep: 'principal',
  };
  const [subscription, group, name] = own;
  const pools = cluster.nodePools.map(
    (pool): Command => ({
      words: ['az', 'aks', 'nodepool', 'upgrade'],
      options: [subscription, group, ['--cluster-name', name[1]], ['--name', pool.name], ['--node-image-only']],
    }),
  );
  const title = `Let \`${cluster.name}\` pull from \`${registry.name}\` with a managed identity`;
  const role = registry.mode === 'legacy' ? [update(['--attach-acr', registry.id])] : [show, roleFor(wanted)];
  const steps = [update(['--enable-managed-identity'], ['--yes']), ...role, ...pools];
  return azureFix({ title, kind: 'leaveServicePrincipal', commands: steps });
}

/**
 * An identity that may pull, for a container group: it can be handed over only when the group is deployed anew, which its
 * manifest does.
 * https://learn.microsoft.com/azure/container-instances/using-azure-container-registry-mi
 */
export function identityForGroup(
  group: Pick<AzureResource, 'name' | 'resourceGroup' | 'subscription'>,
  wanted: Wanted,
): Fix {
  const name = `id-${group.name}`;
  const [subscription, resourceGroup] = namesOf(group);
  const create: Command = {
    words: ['az', 'identity', 'create'],
    options: [subscription, resourceGroup, ['--name', name], ['--query', 'principalId'], ['--output', 'tsv']],
    keep: 'principal',
  };
  const title = `Make identity \`${name}\` that may pull from \`${wanted.registry.name}\`, then name it in the manifest`;
  return azureFix({ title, kind: 'makeIdentity', commands: [create, roleFor(wanted)] });
}

/** The role for whoever the step before has named. */
function roleFor({ registry, repository }: Wanted): Command {
  const { name: roleName, guid: roleGuid } = pullRole(registry.mode);
  const names = registry.mode === 'abac' && repository !== undefined ? [repository] : [];
  const condition = conditionForRepositories(names);
  const { words, options } = assignCommand({
    registry,
    principalId: '',
    principalType: 'ServicePrincipal',
    roleName,
    roleGuid,
    condition: condition.kind === 'condition' ? condition : undefined,
    replaces: undefined,
  });
  const rest = options.filter(([option]) => option !== '--assignee-object-id');
  return { words, options: rest, takes: ['--assignee-object-id', 'principal'] };
}

function namesOf({
  subscription,
  resourceGroup,
  name,
}: Pick<AzureResource, 'name' | 'resourceGroup' | 'subscription'>) {
  return [
    ['--subscription', subscription],
    ['--resource-group', resourceGroup],
    ['--name', name],
  ] as const satisfies readonly CommandOption[];
}

/** Which role a new identity needs hangs on the registry's mode, and is not guessed. */
export function hasMode(registry: Registry): registry is Registry & { readonly mode: AccessMode } {
  return registry.mode !== undefined;
}
