param name string
param location string

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: name
  location: location
  sku: { name: 'Basic' }
}

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: 'cae-shop'
  location: location
  properties: {}
}

output name string = registry.name
output environmentId string = environment.id
