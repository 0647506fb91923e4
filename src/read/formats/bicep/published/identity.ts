import type { PublishedModule } from '../../../infrastructure/published/published.ts';
import { everywhere, grantsAt, outputsOf } from './parts.ts';

/** https://github.com/Azure/bicep-registry-modules/tree/main/avm/res/managed-identity/user-assigned-identity */
export const bicepIdentityModule: PublishedModule = {
  address: 'avm/res/managed-identity/user-assigned-identity',
  versions: [
    {
      from: '0.1.0',
      code: `
param name string
resource userAssignedIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
}
${grantsAt('userAssignedIdentity')}
output principalId string = userAssignedIdentity.properties.principalId
output clientId string = userAssignedIdentity.properties.clientId
${outputsOf('userAssignedIdentity')}`,
    },
  ],
  below: '0.6.1',
  ignored: `${everywhere} federatedIdentityCredentials isolationScope`,
};
