// nothing grants the pull
resource acr 'Microsoft.ContainerRegistry/registries@2025-04-01' = {
  name: 'shopmore'
  location: 'westeurope'
  sku: { name: 'Premium' }
}
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-identity'
  location: 'westeurope'
}
resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: 'env'
  location: 'westeurope'
  properties: {}
}
resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'none-app'
  location: 'westeurope'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    environmentId: environment.id
    configuration: { registries: [ { server: acr.properties.loginServer, identity: identity.id } ] }
    template: {
      containers: [
        {
          name: 'none-app'
          image: '${acr.properties.loginServer}/none:1.0'
        }
      ]
    }
  }
}
