// A tag that neither this file nor a file of parameters settles is open in one way.
param imageTag string

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'tags'
  properties: { template: { containers: [ { name: 'tags', image: 'shopprod.azurecr.io/tags:${imageTag}' } ] } } // want registry=shopprod.azurecr.io repository=tags unresolved=${imageTag}
}
