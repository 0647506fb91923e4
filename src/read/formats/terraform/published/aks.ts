import type { PublishedModule } from '../../../infrastructure/published/published.ts';

const PARAMETERS = `
variable "resource_group_name" {}
variable "prefix" {
  default = ""
}
variable "cluster_name" {
  default = null
}
variable "client_id" {
  default = ""
}
variable "client_secret" {
  default = ""
}
variable "identity_type" {
  default = "SystemAssigned"
}
variable "identity_ids" {
  default = null
}
variable "attached_acr_id_map" {
  default = {}
}
variable "net_profile_outbound_type" {
  default = "loadBalancer"
}
variable "vnet_subnet_id" {
  default = null
}
variable "vnet_subnet" {
  default = null
}
variable "enable_node_public_ip" {
  default = false
}
variable "node_public_ip_enabled" {
  default = false
}
`;

/**
 * Since version 8 the nodes may have an identity of their own. Its name has a suffix that only the deployment knows.
 */
const SINCE_8 = `
variable "kubelet_identity" {
  default = null
}
variable "cluster_name_random_suffix" {
  default = false
}
`;

const KUBELET = `
  dynamic "kubelet_identity" {
    for_each = var.kubelet_identity == null ? [] : [var.kubelet_identity]
    content {
      user_assigned_identity_id = kubelet_identity.value.user_assigned_identity_id
    }
  }
`;

function code(isSince8: boolean): string {
  const name = 'coalesce(var.cluster_name, var.prefix == "" ? "aks" : "${var.prefix}-aks")';
  const suffixed = `var.cluster_name_random_suffix ? "\${${name}}\${substr(md5(uuid()), 0, 4)}" : ${name}`;
  return `${PARAMETERS}${isSince8 ? SINCE_8 : ''}
resource "azurerm_kubernetes_cluster" "main" {
  name                = ${isSince8 ? suffixed : name}
  resource_group_name = var.resource_group_name
  default_node_pool {
    name                   = "nodepool"
    node_public_ip_enabled = var.node_public_ip_enabled || var.enable_node_public_ip
    vnet_subnet_id         = try(coalesce(var.vnet_subnet_id, var.vnet_subnet.id), null)
  }
  dynamic "identity" {
    for_each = var.client_id == "" || var.client_secret == "" ? ["identity"] : []
    content {
      type         = var.identity_type
      identity_ids = var.identity_ids
    }
  }
  ${isSince8 ? KUBELET : ''}
  dynamic "service_principal" {
    for_each = var.client_id != "" && var.client_secret != "" ? ["service_principal"] : []
    content {
      client_id = var.client_id
    }
  }
  network_profile {
    outbound_type = var.net_profile_outbound_type
  }
}
resource "azurerm_role_assignment" "acr" {
  for_each             = var.attached_acr_id_map
  principal_id         = azurerm_kubernetes_cluster.main.kubelet_identity[0].object_id
  scope                = each.value
  role_definition_name = "AcrPull"
}
output "aks_id" {
  value = azurerm_kubernetes_cluster.main.id
}
output "aks_name" {
  value = azurerm_kubernetes_cluster.main.name
}
output "cluster_identity" {
  value = try(azurerm_kubernetes_cluster.main.identity[0], null)
}
output "kubelet_identity" {
  value = azurerm_kubernetes_cluster.main.kubelet_identity
}
`;
}

/** https://github.com/Azure/terraform-azurerm-aks */
export const aks: PublishedModule = {
  address: 'Azure/aks/azurerm',
  versions: [
    { from: '6.7.0', code: code(false) },
    { from: '8.0.0', code: code(true) },
  ],
  below: '11.5.1',
  ignored: `
  aci_connector_linux_enabled aci_connector_linux_subnet_name admin_username agents_availability_zones agents_count
  agents_labels agents_max_count agents_max_pods agents_min_count agents_pool_drain_timeout_in_minutes
  agents_pool_kubelet_configs agents_pool_linux_os_configs agents_pool_local_dns_config agents_pool_max_surge
  agents_pool_name agents_pool_node_soak_duration_in_minutes agents_pool_undrainable_node_behavior
  agents_proximity_placement_group_id agents_size agents_tags agents_taints agents_type ai_toolchain_operator_enabled
  api_server_authorized_ip_ranges api_server_subnet_id api_server_vnet_integration_enabled
  auto_scaler_profile_balance_similar_node_groups auto_scaler_profile_empty_bulk_delete_max auto_scaler_profile_enabled
  auto_scaler_profile_expander auto_scaler_profile_max_graceful_termination_sec
  auto_scaler_profile_max_node_provisioning_time auto_scaler_profile_max_unready_nodes
  auto_scaler_profile_max_unready_percentage auto_scaler_profile_new_pod_scale_up_delay
  auto_scaler_profile_scale_down_delay_after_add auto_scaler_profile_scale_down_delay_after_delete
  auto_scaler_profile_scale_down_delay_after_failure auto_scaler_profile_scale_down_unneeded
  auto_scaler_profile_scale_down_unready auto_scaler_profile_scale_down_utilization_threshold
  auto_scaler_profile_scan_interval auto_scaler_profile_skip_nodes_with_local_storage
  auto_scaler_profile_skip_nodes_with_system_pods auto_scaling_enabled automatic_channel_upgrade azure_policy_enabled
  brown_field_application_gateway_for_ingress cluster_log_analytics_workspace_name confidential_computing
  cost_analysis_enabled create_monitor_data_collection_rule create_role_assignment_network_contributor
  create_role_assignments_for_application_gateway custom_ca_trust_certificates_base64 data_collection_settings
  default_node_pool_fips_enabled disk_encryption_set_id dns_prefix_private_cluster ebpf_data_plane enable_auto_scaling
  enable_host_encryption green_field_application_gateway_for_ingress host_encryption_enabled
  http_application_routing_enabled http_proxy_config image_cleaner_enabled image_cleaner_interval_hours
  ingress_application_gateway_enabled ingress_application_gateway_id ingress_application_gateway_name
  ingress_application_gateway_subnet_cidr ingress_application_gateway_subnet_id interval_before_cluster_update
  key_vault_secrets_provider_enabled kms_enabled kms_key_vault_key_id kms_key_vault_network_access kubernetes_version
  load_balancer_profile_enabled load_balancer_profile_idle_timeout_in_minutes
  load_balancer_profile_managed_outbound_ip_count load_balancer_profile_managed_outbound_ipv6_count
  load_balancer_profile_outbound_ip_address_ids load_balancer_profile_outbound_ip_prefix_ids
  load_balancer_profile_outbound_ports_allocated load_balancer_sku local_account_disabled local_dns_config location
  log_analytics_solution log_analytics_solution_id log_analytics_workspace
  log_analytics_workspace_allow_resource_only_permissions log_analytics_workspace_cmk_for_query_forced
  log_analytics_workspace_daily_quota_gb log_analytics_workspace_data_collection_rule_id log_analytics_workspace_enabled
  log_analytics_workspace_identity log_analytics_workspace_immediate_data_purge_on_30_days_enabled
  log_analytics_workspace_internet_ingestion_enabled log_analytics_workspace_internet_query_enabled
  log_analytics_workspace_local_authentication_disabled log_analytics_workspace_reservation_capacity_in_gb_per_day
  log_analytics_workspace_resource_group_name log_analytics_workspace_sku log_retention_in_days maintenance_window
  maintenance_window_auto_upgrade maintenance_window_node_os microsoft_defender_enabled
  monitor_data_collection_rule_data_sources_syslog_facilities monitor_data_collection_rule_data_sources_syslog_levels
  monitor_data_collection_rule_extensions_streams monitor_metrics msi_auth_for_monitoring_enabled nat_gateway_profile
  net_profile_dns_service_ip net_profile_docker_bridge_cidr net_profile_pod_cidr net_profile_pod_cidrs
  net_profile_service_cidr net_profile_service_cidrs network_contributor_role_assigned_subnet_ids network_data_plane
  network_ip_versions network_mode network_plugin network_plugin_mode network_policy network_profile_advanced_networking
  node_network_profile node_os_channel_upgrade node_pools node_provisioning_profile node_resource_group oidc_issuer_enabled
  oms_agent_enabled only_critical_addons_enabled open_service_mesh_enabled orchestrator_version os_disk_size_gb
  os_disk_type os_sku pod_subnet pod_subnet_id private_cluster_enabled private_cluster_public_fqdn_enabled
  private_dns_zone_id public_network_access_enabled public_ssh_key rbac_aad rbac_aad_admin_group_object_ids
  rbac_aad_azure_rbac_enabled rbac_aad_client_app_id rbac_aad_managed rbac_aad_server_app_id rbac_aad_server_app_secret
  rbac_aad_tenant_id role_based_access_control_enabled run_command_enabled scale_down_mode secret_rotation_enabled
  secret_rotation_interval service_mesh_profile sku_tier snapshot_id storage_profile_blob_driver_enabled
  storage_profile_disk_driver_enabled storage_profile_disk_driver_version storage_profile_enabled
  storage_profile_file_driver_enabled storage_profile_snapshot_controller_enabled support_plan tags
  temporary_name_for_rotation tracing_tags_enabled tracing_tags_prefix ultra_ssd_enabled upgrade_override web_app_routing
  windows_profile windows_profile_admin_password workload_autoscaler_profile workload_identity_enabled`,
};
