targetScope = 'subscription'

@description('Name of the environment: it is part of all names.')
param environmentName string
param location string

var token = uniqueString(subscription().id, environmentName, location)

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
}

module registry 'registry.bicep' = {
  name: 'registry'
  scope: group
  params: {
    name: 'acr${token}'
    location: location
  }
}

module web 'web.bicep' = {
  name: 'web'
  scope: group
  params: {
    registryName: registry.outputs.name
    environmentId: registry.outputs.environmentId
    location: location
  }
}

module worker 'worker.bicep' = {
  name: 'worker'
  scope: group
  params: {
    registryName: registry.outputs.name
    environmentId: registry.outputs.environmentId
    location: location
  }
}
