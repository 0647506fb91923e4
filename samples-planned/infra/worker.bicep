// its own identity exists once the app does, and gets its role after that: the first pull comes before
param registryName string
param environmentId string
param location string

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = {
  name: registryName
}

resource worker 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'worker'
  location: location
  identity: { type: 'SystemAssigned' }
  properties: {
    environmentId: environmentId
    configuration: {
      registries: [ { server: registry.properties.loginServer, identity: 'system' } ]
    }
    template: {
      containers: [ { name: 'worker', image: '${registry.properties.loginServer}/worker:1.4.0' } ]
    }
  }
}

resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, worker.id, 'AcrPull')
  scope: registry
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
    principalId: worker.identity.principalId
    principalType: 'ServicePrincipal'
  }
}
