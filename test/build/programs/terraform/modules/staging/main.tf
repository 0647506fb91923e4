resource "azurerm_container_registry" "acr" {
  name = "shopstaging"
}

module "till" {
  source           = "../modules/app"
  name             = "till-staging"
  acr_login_server = azurerm_container_registry.acr.login_server # want column=22 registry=- repository=till azure=true tag=latest platform=site unresolved=${azurerm_container_registry.acr.login_server} ; registry=- platform=containerGroup tag=latest
  image_name       = "till"
  image_override   = "shopstaging.azurecr.io/till:canary" # want column=23 registry=shopstaging.azurecr.io tag=canary platform=containerGroup
}
