# A module of the workspace. What its callers hand to it is spoken of at the callers.
variable "name" {}
variable "acr_login_server" {}
variable "image_name" {}
variable "image_tag" { default = "latest" }
variable "image_override" { default = "" }

locals {
  image = var.image_override != "" ? var.image_override : "${var.acr_login_server}/${var.image_name}:${var.image_tag}" # want settled=staging/main.tf:10 ; settled=prod/main.tf:5
}

resource "azurerm_linux_web_app" "app" {
  name = var.name
  site_config {
    application_stack {
      docker_image_name   = "${var.image_name}:${var.image_tag}" # want settled=prod/main.tf:5
      docker_registry_url = "https://${var.acr_login_server}"
    }
  }
}

resource "azurerm_container_group" "app" {
  name = var.name
  container {
    name  = "app"
    image = local.image
  }
  container {
    name  = "log"
    image = "mcr.microsoft.com/log:1" # want column=14 registry=mcr.microsoft.com platform=containerGroup ; registry=mcr.microsoft.com
  }
}
