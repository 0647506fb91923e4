// The app is in the network of the private endpoint of shopinner, and pulls over it only since this template says so.
param location string = resourceGroup().location
param planId string
param subnetId string

resource kiosk 'Microsoft.Web/sites@2024-11-01' = {
  name: 'kiosk'
  location: location
  kind: 'app,linux,container'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    serverFarmId: planId
    virtualNetworkSubnetId: subnetId
    outboundVnetRouting: {
      imagePullTraffic: true
    }
    siteConfig: {
      acrUseManagedIdentityCreds: true
      linuxFxVersion: 'DOCKER|shopinner.azurecr.io/kiosk:3.1.0'
    }
  }
}
