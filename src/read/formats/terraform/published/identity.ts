import type { PublishedModule } from '../../../infrastructure/published/published.ts';
import { terraformGrants } from './parts.ts';

/** https://github.com/Azure/terraform-azurerm-avm-res-managedidentity-userassignedidentity */
export const terraformIdentityModule: PublishedModule = {
  address: 'Azure/avm-res-managedidentity-userassignedidentity/azurerm',
  versions: [
    {
      from: '0.3.0',
      code: `
variable "name" {}
variable "resource_group_name" {}
resource "azurerm_user_assigned_identity" "this" {
  name                = var.name
  resource_group_name = var.resource_group_name
}
${terraformGrants('each.value.scope', 'azurerm_user_assigned_identity.this.principal_id')}
output "client_id" {
  value = azurerm_user_assigned_identity.this.client_id
}
output "principal_id" {
  value = azurerm_user_assigned_identity.this.principal_id
}
output "resource" {
  value = azurerm_user_assigned_identity.this
}
output "resource_id" {
  value = azurerm_user_assigned_identity.this.id
}
output "resource_name" {
  value = azurerm_user_assigned_identity.this.name
}
`,
    },
  ],
  below: '0.5.3',
  ignored: 'location enable_telemetry federated_identity_credentials isolation_scope lock tags',
};
