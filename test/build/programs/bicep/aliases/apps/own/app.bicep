// of several, only the nearest configuration counts
module storage 'br/shop:bicep/storage:v1' = { // want registry=shopdev.azurecr.io repository=bicep/storage
  name: 'storage'
}

module network 'br/core:network:v2' = { // want unresolved=${br/core}
  name: 'network'
}
