import type { PublishedModule } from '../../../infrastructure/published/published.ts';
import { terraformGrants } from './parts.ts';

function code(hasMode: boolean): string {
  return `
variable "name" {}
variable "resource_group_name" {}
variable "sku" {
  default = "Premium"
}
variable "admin_enabled" {
  default = false
}
variable "anonymous_pull_enabled" {
  default = false
}
variable "network_rule_bypass_option" {
  default = "None"
}
variable "network_rule_set" {
  default = null
}
variable "public_network_access_enabled" {
  default = true
}
variable "quarantine_policy_enabled" {
  default = false
}
variable "private_endpoints" {
  default = {}
}
${hasMode ? 'variable "role_assignment_mode" {\n  default = "LegacyRegistryPermissions"\n}' : ''}
resource "azurerm_container_registry" "this" {
  name                          = var.name
  resource_group_name           = var.resource_group_name
  sku                           = var.sku
  admin_enabled                 = var.admin_enabled
  anonymous_pull_enabled        = var.anonymous_pull_enabled
  network_rule_bypass_option    = var.network_rule_bypass_option
  public_network_access_enabled = var.public_network_access_enabled
  quarantine_policy_enabled     = var.quarantine_policy_enabled
  ${hasMode ? 'role_assignment_mode = var.role_assignment_mode' : ''}
  dynamic "network_rule_set" {
    for_each = var.network_rule_set != null ? ["this"] : []
    content {
      default_action = try(var.network_rule_set.default_action, "Deny")
      dynamic "ip_rule" {
        for_each = try(var.network_rule_set.ip_rule, [])
        content {
          action   = "Allow"
          ip_range = ip_rule.value.ip_range
        }
      }
    }
  }
}
${terraformGrants('azurerm_container_registry.this.id', 'each.value.principal_id')}
resource "azurerm_private_endpoint" "this" {
  for_each            = var.private_endpoints
  name                = try(each.value.name, "pep-\${var.name}")
  resource_group_name = try(each.value.resource_group_name, var.resource_group_name)
  private_service_connection {
    name                           = "registry"
    private_connection_resource_id = azurerm_container_registry.this.id
  }
}
output "login_server" {
  value = azurerm_container_registry.this.login_server
}
output "name" {
  value = azurerm_container_registry.this.name
}
output "resource" {
  value = azurerm_container_registry.this
}
output "resource_id" {
  value = azurerm_container_registry.this.id
}
`;
}

/** https://github.com/Azure/terraform-azurerm-avm-res-containerregistry-registry */
export const terraformRegistryModule: PublishedModule = {
  address: 'Azure/avm-res-containerregistry-registry/azurerm',
  versions: [
    { from: '0.2.0', code: code(false) },
    { from: '0.8.0', code: code(true) },
  ],
  below: '0.8.1',
  ignored: `location cache_rules credential_sets customer_managed_key data_endpoint_enabled diagnostic_settings enable_telemetry
    enable_trust_policy export_policy_enabled georeplications lock managed_identities network_rule_bypass_for_tasks_enabled
    private_endpoints_inherit_lock private_endpoints_manage_dns_zone_group retention_policy retention_policy_in_days scope_maps
    tags zone_redundancy_enabled`,
};
