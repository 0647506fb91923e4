resource "azurerm_container_app" "app" {
  name = var.name
  template {
    container {
      name  = "app"
      image = var.image # want column=15 repository=web settled=locals.tf:13
    }
  }
}
variable "name" {}
variable "image" {}
