using 'main.bicep'
var name = 'shoptest' // want column=13 registry=shoptest.azurecr.io repository=web ; repository=sidecar
param tag = '9'
param exists = true
param acrName = name
