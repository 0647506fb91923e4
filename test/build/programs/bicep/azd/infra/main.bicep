// What azd's templates look like: main.bicep hands values to modules, and a file of parameters to main.bicep.
param exists bool
param tag string
param acrName string = 'shopprod' // want column=25 text=shopprod registry=shopprod.azurecr.io repository=sidecar
var registry = '${acrName}.azurecr.io'

module web './core/app.bicep' = if (exists) {
  name: 'web'
  params: {
    name: 'web'
    registry: registry
    // either branch is an image; that without our registry is the same in test, whose app is another
    image: exists ? '${registry}/web:${tag}' : 'mcr.microsoft.com/azuredocs/containerapps-helloworld:latest' // want column=22 registry=shopprod.azurecr.io repository=web tag=9 platform=containerApp ; registry=mcr.microsoft.com repository=azuredocs/containerapps-helloworld platform=containerApp ; registry=mcr.microsoft.com
  }
}

// a module of another registry, whose input is in a condition
module worker 'br:shopprod.azurecr.io/bicep/worker:v1' = { // want column=19 repository=bicep/worker tag=v1 platform=build
  params: {
    containerImage: exists ? 'shopprod.azurecr.io/worker:1' : fallback.outputs.image // want column=31 repository=worker platform=build
  }
}

module api './core/cluster.bicep' = {
  params: {
    containerImage: 'shopprod.azurecr.io/api:3' // want column=22 repository=api tag=3 platform=kubernetes origin="used here"
  }
}
