locals {
  registry      = "shopprod.azurecr.io"
  default_image = "shopprod.azurecr.io/default:1" # want column=20 repository=default
  jobs = [
    { name = "night", image = "shopprod.azurecr.io/night:1" }, # want column=32 repository=night platform=containerAppJob
    { name = "day" },
  ]
  inits = {
    # of both jobs
    wait = { image = "shopprod.azurecr.io/wait:1" } # want repository=wait platform=containerAppJob ; repository=wait
  }
  apps = {
    web = { image = "shopprod.azurecr.io/web:1" } # want column=22 repository=web platform=containerApp origin="used here"
    api = { image = "${local.registry}/api:2" } # want column=22 registry=shopprod.azurecr.io repository=api tag=2
  }
}
