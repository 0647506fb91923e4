import type { PublishedModule } from '../../../infrastructure/published/published.ts';
import { identityBlock, terraformGrants, terraformIdentities } from './parts.ts';

/** Up to 0.3 the module uses `azurerm`. */
const byAzurerm = `
variable "name" {}
variable "resource_group_name" {}
variable "default_node_pool" {}
variable "kubelet_identity" {
  default = null
}
variable "service_principal" {
  default = null
}
variable "network_profile" {
  default = null
}
${terraformIdentities}
resource "azurerm_kubernetes_cluster" "this" {
  name                = var.name
  resource_group_name = var.resource_group_name
  default_node_pool {
    name                   = try(var.default_node_pool.name, "default")
    node_public_ip_enabled = try(var.default_node_pool.node_public_ip_enabled, false)
    vnet_subnet_id         = try(var.default_node_pool.vnet_subnet_id, null)
  }
  ${identityBlock}
  dynamic "kubelet_identity" {
    for_each = var.kubelet_identity != null ? [var.kubelet_identity] : []
    content {
      user_assigned_identity_id = kubelet_identity.value.user_assigned_identity_id
    }
  }
  dynamic "service_principal" {
    for_each = var.service_principal != null ? [var.service_principal] : []
    content {
      client_id = service_principal.value.client_id
    }
  }
  network_profile {
    outbound_type = try(var.network_profile.outbound_type, "loadBalancer")
  }
}
${terraformGrants('azurerm_kubernetes_cluster.this.id', 'each.value.principal_id')}
output "kubelet_identity_id" {
  value = azurerm_kubernetes_cluster.this.kubelet_identity[0].object_id
}
output "name" {
  value = azurerm_kubernetes_cluster.this.name
}
output "resource_id" {
  value = azurerm_kubernetes_cluster.this.id
}
`;

/** Since 0.4 it uses `azapi`. Tables of identities and principals are those of Azure. */
const byAzapi = `
variable "name" {}
variable "parent_id" {}
variable "default_agent_pool" {
  default = {}
}
variable "identity_profile" {
  default = null
}
variable "service_principal_profile" {
  default = null
}
variable "network_profile" {
  default = {}
}
${terraformIdentities}
resource "azapi_resource" "this" {
  type      = "Microsoft.ContainerService/managedClusters@2025-10-01"
  name      = var.name
  parent_id = var.parent_id
  ${identityBlock}
  body = {
    properties = {
      agentPoolProfiles = [
        {
          name         = try(var.default_agent_pool.name, "systempool")
          vnetSubnetID = try(var.default_agent_pool.vnet_subnet_id, null)
        }
      ]
      identityProfile = var.identity_profile == null ? null : { for key, value in var.identity_profile : key => { resourceId = value.resource_id } }
      servicePrincipalProfile = var.service_principal_profile == null ? null : { clientId = var.service_principal_profile.client_id }
      networkProfile = { outboundType = try(var.network_profile.outbound_type, "loadBalancer") }
    }
  }
}
${terraformGrants('azapi_resource.this.id', 'each.value.principal_id')}
output "kubelet_identity" {
  value = azapi_resource.this.output.properties.identityProfile.kubeletidentity
}
output "identity_principal_id" {
  value = azapi_resource.this.identity[0].principal_id
}
output "name" {
  value = azapi_resource.this.name
}
output "resource_id" {
  value = azapi_resource.this.id
}
`;

/** https://github.com/Azure/terraform-azurerm-avm-res-containerservice-managedcluster */
export const terraformClusterModule: PublishedModule = {
  address: 'Azure/avm-res-containerservice-managedcluster/azurerm',
  versions: [
    { from: '0.2.0', code: byAzurerm },
    { from: '0.4.0', code: byAzapi },
  ],
  below: '0.8.2',
  ignored: `aad_profile aci_connector_linux_subnet_name addon_profile_azure_policy addon_profile_confidential_computing
    addon_profile_ingress_application_gateway addon_profile_key_vault_secrets_provider addon_profile_oms_agent agentpool_timeouts
    ai_toolchain_operator_profile api_server_access_profile auto_scaler_profile auto_upgrade_profile automatic_upgrade_channel
    azure_active_directory_role_based_access_control azure_monitor_profile azure_policy_enabled cluster_suffix cluster_timeouts
    confidential_computing cost_analysis_enabled create_agentpools_before_destroy create_nodepools_before_destroy
    default_nginx_controller defender_log_analytics_workspace_id diagnostic_settings disable_local_accounts
    disk_encryption_set_id dns_prefix dns_prefix_private_cluster edge_zone enable_rbac enable_telemetry fqdn_subdomain
    http_application_routing_enabled http_proxy_config image_cleaner_enabled image_cleaner_interval_hours
    ingress_application_gateway ingress_profile key_management_service key_vault_secrets_provider kind kube_proxy_config
    kubernetes_cluster_node_pool_timeouts kubernetes_cluster_timeouts kubernetes_version linux_profile local_account_disabled
    location lock maintenance_window maintenance_window_auto_upgrade maintenance_window_node_os metrics_profile monitor_metrics
    node_os_channel_upgrade node_pools node_provisioning_profile node_resource_group node_resource_group_name
    node_resource_group_profile oidc_issuer_enabled oidc_issuer_profile oms_agent open_service_mesh_enabled
    private_cluster_enabled private_cluster_public_fqdn_enabled private_dns_zone_id private_endpoints
    private_endpoints_manage_dns_zone_group private_link_resources public_network_access role_based_access_control_enabled
    run_command_enabled service_mesh_profile sku sku_tier storage_profile support_plan tags upgrade_override upgrade_settings
    web_app_routing_dns_zone_ids windows_profile windows_profile_password windows_profile_password_version
    workload_auto_scaler_profile workload_autoscaler_profile workload_identity_enabled`,
};
