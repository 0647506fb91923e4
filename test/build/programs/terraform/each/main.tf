# One module for each of a map in another file, and `count` that changes nothing.
module "apps" {
  source   = "./app"
  for_each = local.apps
  name     = each.key
  image    = each.value.image
}

# a list by its names, and values by a look-up with a default
resource "azurerm_container_app_job" "jobs" {
  for_each = { for job in local.jobs : job.name => job }
  name     = each.key
  template {
    container {
      name  = each.key
      image = lookup(each.value, "image", local.default_image) # want column=43 repository=default settled=locals.tf:3
    }
    dynamic "init_container" {
      for_each = values(local.inits)
      content {
        name  = "init"
        image = init_container.value.image
      }
    }
  }
}

resource "azurerm_container_group" "same" {
  for_each = toset(["a", "b"])
  name     = "same"
  container {
    name  = "same"
    image = "shopprod.azurecr.io/same:1" # want repository=same
  }
}

resource "azurerm_container_group" "some" {
  count = var.enabled ? 2 : 0
  name  = "some-${count.index}"
  container {
    name  = "some"
    image = "shopprod.azurecr.io/some:1" # want repository=some
  }
}

# a module of elsewhere: the shape of its input shows containers, whose images need no host
module "avm" {
  source = "Azure/avm-res-app-containerapp/azurerm"
  template = {
    containers = [
      { name = "web", image = "nginx:1.27", cpu = 0.5, memory = "1Gi" }, # want column=32 registry=docker.io repository=library/nginx platform=build
      { name = "api", image = "${local.registry}/api:1", cpu = 0.5, memory = "1Gi" }, # want column=32 registry=shopprod.azurecr.io repository=api
    ]
  }
}
