module "till" {
  source           = "../modules/app"
  name             = "till"
  # two resources of the module take it
  acr_login_server = "shopprod.azurecr.io" # want column=23 registry=shopprod.azurecr.io repository=till tag=1.2 platform=site ; repository=till tag=1.2 platform=containerGroup
  image_name       = "till"
  image_tag        = "1.2"
}
