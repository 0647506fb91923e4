/** The parameter `role_assignments`, by id or by name, as the modules of Azure's own collection have it. */
export function terraformGrants(scope: string, principal: string): string {
  const role = 'each.value.role_definition_id_or_name';
  const isId = `strcontains(lower(${role}), "/providers/microsoft.authorization/roledefinitions")`;
  return `
variable "role_assignments" {
  default = {}
}
resource "azurerm_role_assignment" "this" {
  for_each             = var.role_assignments
  principal_id         = ${principal}
  scope                = ${scope}
  condition            = try(each.value.condition, null)
  condition_version    = try(each.value.condition_version, null)
  principal_type       = try(each.value.principal_type, null)
  role_definition_id   = ${isId} ? ${role} : null
  role_definition_name = ${isId} ? null : ${role}
}
`;
}

/** The parameter `managed_identities` as a block. */
export const terraformIdentities = `
variable "managed_identities" {
  default = {}
}
locals {
  system = try(var.managed_identities.system_assigned, false)
  users  = try(var.managed_identities.user_assigned_resource_ids, [])
}
`;

export const identityBlock = `
  dynamic "identity" {
    for_each = local.system || length(local.users) > 0 ? ["this"] : []
    content {
      type         = local.system && length(local.users) > 0 ? "SystemAssigned, UserAssigned" : length(local.users) > 0 ? "UserAssigned" : "SystemAssigned"
      identity_ids = local.users
    }
  }
`;
