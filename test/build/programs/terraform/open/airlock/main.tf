variable "docker_registry_server" {}

resource "azurerm_linux_function_app" "airlock" {
  site_config {
    application_stack {
      docker {
        registry_url = var.docker_registry_server
        image_name   = "airlock/processor" # want column=25 platform=site
        image_tag    = "1"
      }
    }
  }
}
