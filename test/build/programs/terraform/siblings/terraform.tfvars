# Always loaded, before all *.auto.tfvars: of two values, that of the later file counts.
# https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
acr_login_server = "shopprod.azurecr.io"
batch_tag        = "4"
unknown_image    = "12"
not_used = {
  # no resource here takes it, and it plainly is one
  image = "shopprod.azurecr.io/elsewhere:1" # want column=12 platform=build repository=elsewhere
}
# the app of staging pulls it too
proxy_image = "shopprod.azurecr.io/proxy:3" # want column=16 repository=proxy tag=3 platform=containerApp origin="used here" ; repository=proxy
