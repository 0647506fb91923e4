# A template that is handed on as a whole: the module that takes it speaks of no image.
variable "template" {
  default = {
    containers = [{ name = "a", image = "shop.azurecr.io/node:1" }] # want registry=shop.azurecr.io repository=node tag=1 platform=containerApp
  }
}

module "app" {
  source   = "./app"
  template = var.template
}
