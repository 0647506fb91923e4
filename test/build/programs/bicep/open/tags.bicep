// A tag that neither this file nor a file of parameters settles is open in one way.
param imageTag string
param stage string

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'tags-${stage}'
  properties: { template: { containers: [ { name: 'tags', image: 'shopprod.azurecr.io/tags:${imageTag}' } ] } } // want registry=shopprod.azurecr.io repository=tags unresolved=${readEnvironmentVariable('IMAGE_TAG')} where="Container App tags-test · properties.template.containers[0].image"
}
