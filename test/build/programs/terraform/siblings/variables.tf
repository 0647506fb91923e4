variable "acr_login_server" {
  type    = string
  default = "shopdev.azurecr.io"
}
variable "proxy_image" {
  default = "shopdev.azurecr.io/proxy:1"
}
variable "is_test" {
  default = false
}
variable "unknown" {}
variable "batch_tag" {}
variable "stage" {}

locals {
  tag        = "2.4"
  otel_image = "${var.acr_login_server}/otel:7" # want column=17 registry=shopprod.azurecr.io repository=otel origin="value of var.acr_login_server"
}
