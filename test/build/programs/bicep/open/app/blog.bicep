param blogImageName string = ''
param shopImageName string

module app './host.bicep' = {
  name: 'blog'
  params: {
    imageName: !empty(blogImageName) ? blogImageName : 'nginx:latest' // want column=40 platform=containerApp ; registry=docker.io repository=library/nginx platform=containerApp
  }
}

module shop './host.bicep' = {
  name: 'shop'
  params: { imageName: shopImageName } // want settled=main.bicep:10
}
