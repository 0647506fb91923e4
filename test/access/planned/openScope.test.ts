// A grant whose scope only the deployment knows is at no place that a proof could name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judged } from './planned.ts';

const code = `
variable "acr" { type = string }
data "azurerm_container_registry" "acr" {
  name                = var.acr
  resource_group_name = "rg"
}
data "azurerm_key_vault_secret" "pem" {
  key_vault_id = "vault"
  name         = "pem"
}
resource "azurerm_user_assigned_identity" "i" {
  name                = "runner"
  location            = "westeurope"
  resource_group_name = "rg"
}
resource "azurerm_role_assignment" "pull" {
  scope                = data.azurerm_container_registry.acr.id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.i.principal_id
}
resource "azurerm_role_assignment" "secret" {
  scope                = data.azurerm_key_vault_secret.pem.resource_id
  role_definition_name = "Key Vault Secrets User"
  principal_id         = azurerm_user_assigned_identity.i.principal_id
}
resource "azurerm_container_app_environment" "e" {
  name                = "e"
  location            = "westeurope"
  resource_group_name = "rg"
}
resource "azurerm_container_app_job" "a" {
  name                         = "a"
  location                     = "westeurope"
  resource_group_name          = "rg"
  container_app_environment_id = azurerm_container_app_environment.e.id
  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.i.id]
  }
  registry {
    server   = "\${var.acr}.azurecr.io"
    identity = azurerm_user_assigned_identity.i.id
  }
  template {
    container {
      name  = "a"
      image = "\${var.acr}.azurecr.io/runner:1"
    }
  }
}
`;

function rolesIn(text: string): readonly string[] {
  const [finding] = judged([['main.tf', text]]).findings;
  const roles = finding?.verdict.evidence.filter(({ step }) => step === 'role') ?? [];
  return roles.flatMap(({ fact }) => (/^(?:AcrPull|Key Vault)/.test(fact) ? [fact] : []));
}

test('a grant with an open scope is in the proof once, and at no place', () => {
  assert.deepEqual(rolesIn(code), [
    'AcrPull at registry `acr`',
    'Key Vault Secrets User at a scope that only the deployment knows: does not include pull',
  ]);
});

test('a second registry does not double it', () => {
  const other = 'resource "azurerm_container_registry" "other" {\n  name = "other"\n  resource_group_name = "rg"\n}\n';
  assert.deepEqual(
    rolesIn(code + other).filter(fact => fact.startsWith('Key Vault')),
    ['Key Vault Secrets User at a scope that only the deployment knows: does not include pull'],
  );
});
