# A folder is one module: what main.tf uses, its siblings define. terraform.tfvars is always loaded, and goes before defaults.
resource "azurerm_container_app" "checkout" {
  name = "checkout-${var.stage}" # known in staging alone
  registry {
    server   = var.acr_login_server
    identity = azurerm_user_assigned_identity.pull.id
  }
  template {
    container {
      name  = "checkout"
      image = "${var.acr_login_server}/checkout:${local.tag}" # want column=16 registry=shopprod.azurecr.io repository=checkout tag=2.4 platform=containerApp origin="value of var.acr_login_server"
    }
    container {
      name  = "proxy"
      image = var.proxy_image # want column=15 registry=shopprod.azurecr.io repository=proxy settled=terraform.tfvars:11
    }
    container {
      name  = "otel"
      image = local.otel_image # want registry=shopprod.azurecr.io repository=otel tag=7 settled=variables.tf:17
    }
    container {
      name = "worker"
      # the branches of a condition are two images, also inside an interpolation; the first is the same in staging, whose
      # registry entry is another
      image = "${var.is_test ? "shoptest.azurecr.io" : var.acr_login_server}/worker:1" # want registry=shoptest.azurecr.io repository=worker ; registry=shopprod.azurecr.io repository=worker ; registry=shoptest.azurecr.io
    }
    container {
      name = "batch"
      # one that only a command's file settles, and one that a file later in the alphabet does
      image = "${var.unknown}/batch:${var.batch_tag}" # want registry=shopstaging.azurecr.io tag=5 settled=env/staging.tfvars:4
    }
  }
}
