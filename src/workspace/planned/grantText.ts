import type { PlannedResource } from '../../access/planned/planner.ts';
import { acrPullGuid, repositoryReaderGuid } from '../../model/roleIds.ts';
import type { PlannedPull } from './choose.ts';

/** The code's names for the parts of a new grant. */
interface Names {
  readonly registry: string;
  readonly owner: string;
  readonly principal: string;
}

/** A role assignment in the code's own notation. Undefined: it can't be in the same module. */
export function newGrant(names: Names, owner: PlannedResource, pull: PlannedPull): string | undefined {
  const { registry, map } = pull;
  if (registry.mode === undefined) return undefined;
  const guid = registry.mode === 'abac' ? repositoryReaderGuid : acrPullGuid;
  const role = map.roleDefinition(guid)?.name;
  // Bicep deploys a file to one group: a role in another group needs a module of its own
  const isSameGroup = groupOf(registry.id) === groupOf(owner.id);
  if (role === undefined || (owner.declared.language === 'bicep' && !isSameGroup)) return undefined;
  return owner.declared.language === 'bicep' ? bicep(names, { guid, role }, pull) : terraform(names, role, pull);
}

function groupOf(id: string): string {
  return id.split('/').slice(0, 5).join('/').toLowerCase();
}

interface Role {
  readonly guid: string;
  readonly role: string;
}

function bicep({ registry, owner, principal }: Names, { guid, role }: Role, pull: PlannedPull): string {
  const name = freeName(`${owner.replace(/\W+/g, '')}Pull`, '', pull);
  return `

// ${role}
resource ${name} 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(${registry}.id, ${owner}.id, '${guid}')
  scope: ${registry}
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${guid}')
    principalId: ${principal}
    principalType: 'ServicePrincipal'
  }
}`;
}

function terraform({ registry, owner, principal }: Names, role: string, pull: PlannedPull): string {
  const name = freeName(
    `${owner.split('.').at(-1)?.replace(/\W+/g, '_') ?? 'app'}_pull`,
    'azurerm_role_assignment.',
    pull,
  );
  return `

resource "azurerm_role_assignment" "${name}" {
  scope                = ${registry}.id
  role_definition_name = "${role}"
  principal_id         = ${principal}
}`;
}

/** A name that no declaration of the program has. */
export function freeName(wish: string, before: string, { world }: PlannedPull): string {
  const taken = new Set(world.world.resources.flatMap(({ address }) => [address, address.split('.').at(-1) ?? '']));
  let name = wish;
  for (let number = 2; taken.has(`${before}${name}`) || taken.has(name); number++) name = `${wish}${number}`;
  return name;
}
