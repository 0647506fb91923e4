// The parts that the modules of this registry have in common, as their code has them.

/** Roles that each of these modules knows by name. */
const NAMES = `
  Contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c'
  Owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635'
  Reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7'
  'User Access Administrator': '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9'
`;

/** The role of a value that is an id or a name. A name that the module does not know is no role. */
export function roleOf(value: string): string {
  return `contains(${value}, '/providers/Microsoft.Authorization/roleDefinitions/')
    ? ${value}
    : (builtInRoleNames[?${value}] ?? ${value})`;
}

export function roleNames(more = ''): string {
  return `var builtInRoleNames = {${NAMES}${more}}\n`;
}

/** The parameter `roleAssignments`: grants at the resource that the module makes. */
export function grantsAt(symbol: string, more = ''): string {
  return `
param roleAssignments array?
${roleNames(more)}
resource ${symbol}_roleAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (roleAssignment, index) in (roleAssignments ?? []): {
  name: roleAssignment.?name ?? guid(${symbol}.id, roleAssignment.principalId, roleAssignment.roleDefinitionIdOrName)
  scope: ${symbol}
  properties: {
    roleDefinitionId: ${roleOf('roleAssignment.roleDefinitionIdOrName')}
    principalId: roleAssignment.principalId
    principalType: roleAssignment.?principalType
    condition: roleAssignment.?condition
    conditionVersion: !empty(roleAssignment.?condition) ? (roleAssignment.?conditionVersion ?? '2.0') : null
  }
}]
`;
}

/** The parameter `managedIdentities` as \`identity\` of a resource. */
export const bicepIdentities = `
param managedIdentities object?
var formattedUserAssignedIdentities = toObject(managedIdentities.?userAssignedResourceIds ?? [], id => id, id => {})
var identity = !empty(managedIdentities) ? {
  type: (managedIdentities.?systemAssigned ?? false)
    ? (!empty(managedIdentities.?userAssignedResourceIds ?? []) ? 'SystemAssigned, UserAssigned' : 'SystemAssigned')
    : (!empty(managedIdentities.?userAssignedResourceIds ?? []) ? 'UserAssigned' : 'None')
  userAssignedIdentities: !empty(formattedUserAssignedIdentities) ? formattedUserAssignedIdentities : null
} : null
`;

/** Parameters and outputs of every module. */
export const everywhere = 'location tags lock enableTelemetry diagnosticSettings';

export function outputsOf(symbol: string): string {
  return `
output name string = ${symbol}.name
output resourceId string = ${symbol}.id
output resourceGroupName string = resourceGroup().name
`;
}

export const systemPrincipal = (symbol: string) =>
  `output systemAssignedMIPrincipalId string? = ${symbol}.?identity.?principalId\n`;
