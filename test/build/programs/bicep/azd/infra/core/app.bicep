param name string
param registry string
param image string

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: name
  properties: {
    configuration: { registries: [ { server: registry, identity: 'system' } ] }
    template: {
      containers: [
        { name: 'app', image: image }
        { name: 'sidecar', image: '${registry}/sidecar:1' } // want column=36 registry=shopprod.azurecr.io repository=sidecar settled=infra/main.bicep:4
      ]
    }
  }
}
