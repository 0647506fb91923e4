import type { PublishedModule } from '../../../infrastructure/published/published.ts';
import { everywhere, roleNames, roleOf } from './parts.ts';

const parameters = `
param name string?
param principalId string
param roleDefinitionIdOrName string
param principalType string?
param condition string?
param conditionVersion string = '2.0'
${roleNames()}`;

const properties = `
  name: name ?? guid(principalId, roleDefinitionIdOrName)
  properties: {
    roleDefinitionId: ${roleOf('roleDefinitionIdOrName')}
    principalId: principalId
    principalType: principalType
    condition: !empty(condition) ? condition : null
    conditionVersion: !empty(condition) ? conditionVersion : null
  }
`;

/**
 * https://github.com/Azure/bicep-registry-modules/tree/main/avm/ptn/authorization
 * https://github.com/Azure/bicep-registry-modules/tree/main/avm/res/authorization/role-assignment
 */
export const bicepRoleAssignments: readonly PublishedModule[] = [
  {
    address: 'avm/ptn/authorization/resource-role-assignment',
    versions: [
      {
        from: '0.1.0',
        code: `
param resourceId string
param name string = guid(resourceId, principalId, roleDefinitionId)
param principalId string
param roleDefinitionId string
param principalType string = ''
resource resourceRoleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: name
  scope: resourceId
  properties: { roleDefinitionId: roleDefinitionId, principalId: principalId, principalType: !empty(principalType) ? principalType : null }
}
output name string = name
`,
      },
    ],
    below: '0.1.3',
    ignored: 'roleName description enableTelemetry',
  },
  {
    address: 'avm/res/authorization/role-assignment/rg-scope',
    versions: [
      {
        from: '0.1.0',
        code: `${parameters}
resource roleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {${properties}}
output name string = roleAssignment.name
`,
      },
    ],
    below: '0.1.2',
    ignored: 'description delegatedManagedIdentityResourceId enableTelemetry',
  },
  {
    address: 'avm/res/authorization/role-assignment/sub-scope',
    versions: [
      {
        from: '0.1.0',
        code: `targetScope = 'subscription'
${parameters}
resource roleAssignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {${properties}  scope: subscription()
}
output name string = roleAssignment.name
`,
      },
    ],
    below: '0.1.2',
    ignored: `description delegatedManagedIdentityResourceId ${everywhere}`,
  },
];
