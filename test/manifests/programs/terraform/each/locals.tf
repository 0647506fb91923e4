locals {
  registry = "shopprod.azurecr.io"
  apps = {
    web = { image = "shopprod.azurecr.io/web:1" } # want column=22 repository=web platform=containerApp origin="used here"
    api = { image = "${local.registry}/api:2" } # want column=22 registry=shopprod.azurecr.io repository=api tag=2
  }
}
