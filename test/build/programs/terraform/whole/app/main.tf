variable "template" {}

resource "azapi_resource" "app" {
  type = "Microsoft.App/containerApps@2022-03-01"
  name = "node"
  body = { properties = { template = var.template } }
}
