# A command names this file (`-var-file`), from the folder of the module around it. Whatever it moves is spoken of here.
acr_login_server = "shopstaging.azurecr.io" # want column=21 registry=shopstaging.azurecr.io repository=checkout ; repository=otel ; registry=shopstaging.azurecr.io repository=worker
stage = "staging"
unknown          = "shopstaging.azurecr.io" # want column=21 registry=shopstaging.azurecr.io repository=batch tag=5
