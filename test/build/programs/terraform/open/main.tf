# A registry that only a deployment knows is spoken of where the image is, not where it is handed to the module.
locals {
  docker_registry_server = data.azurerm_container_registry.acr.login_server
}

module "airlock" {
  source                 = "./airlock"
  docker_registry_server = local.docker_registry_server
}
