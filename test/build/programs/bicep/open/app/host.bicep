param imageName string

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'app'
  properties: { template: { containers: [ { name: 'app', image: imageName } ] } } // want column=65 settled=main.bicep:10
}
