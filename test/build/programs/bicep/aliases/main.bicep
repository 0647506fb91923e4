// modules of a registry, by an alias: the nearest bicepconfig.json says of which. https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-config-modules#aliases-for-modules
module storage 'br/shop:bicep/storage:v1' = { // want column=17 registry=shopprod.azurecr.io repository=bicep/storage tag=v1 platform=build where="module storage"
  name: 'storage'
}

module network 'br/core:network:v2' = { // want registry=shopprod.azurecr.io repository=bicep/modules/core/network tag=v2
  name: 'network'
}

// a registry of another kind is no image's, as behind `br:`
module vault 'br/avm:res/key-vault/vault:0.9.0' = {
  name: 'vault'
}

// Bicep's own alias is Microsoft's public registry
module account 'br/public:avm/res/storage/storage-account:0.18.0' = {
  name: 'account'
}

module other 'br/other:network:v2' = { // want unresolved=${br/other} text=br/other:network:v2
  name: 'other'
}
