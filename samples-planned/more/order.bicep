// nothing makes the app wait for its grant
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
resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid('pull')
  scope: acr
  properties: {
    principalId: identity.properties.principalId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
  }
}
resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'order-app'
  location: 'westeurope'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    environmentId: environment.id
    configuration: { registries: [ { server: acr.properties.loginServer, identity: identity.id } ] }
    template: {
      containers: [
        {
          name: 'order-app'
          image: '${acr.properties.loginServer}/order:1.0'
        }
      ]
    }
  }
}
