import { acrPullGuid, repositoryReaderGuid } from '../../access/builtInRoles.ts';
import type { AccessMap, Registry } from '../../access/map.ts';
import type { AzureChange, Command, Grant as GrantText } from '../../model/fix.ts';
import type { AccessMode } from '../roles/actions.ts';
import { az } from './fix.ts';

/** A grant on a registry of the map. */
export interface Grant extends GrantText {
  readonly registry: Registry;
}

/** The smallest role that pulls: AcrPull by actions, Container Registry Repository Reader by data actions. */
export function pullRole(mode: AccessMode): { readonly name: string; readonly guid: string } {
  return mode === 'legacy'
    ? { name: 'AcrPull', guid: acrPullGuid }
    : { name: 'Container Registry Repository Reader', guid: repositoryReaderGuid };
}

/** As an assignment of the same principal states it; what pulls is a service principal in nearly every case. */
export function principalTypeOf(principalId: string, map: AccessMap): string {
  const stated = map.assignmentsOf(principalId).find(({ principalType }) => principalType !== undefined);
  return stated?.principalType ?? 'ServicePrincipal';
}

export function changeOf({ registry, principalId, roleName }: Grant): AzureChange {
  return { subscription: registry.subscription, principal: principalId, role: roleName, scope: registry.id };
}

/**
 * The object id and the principal's type spare a look-up in the directory, which fails for an identity that is a minute
 * old; the role's GUID is the same whatever roles are called.
 * https://learn.microsoft.com/azure/role-based-access-control/role-assignments-cli
 */
export function assignCommand({ registry, principalId, principalType, roleGuid, condition, replaces }: Grant): Command {
  return az('role assignment create', {
    name: replaces,
    'assignee-object-id': principalId,
    'assignee-principal-type': principalType,
    role: roleGuid,
    scope: registry.id,
    'condition-version': condition?.version,
    condition: condition?.text,
  });
}
