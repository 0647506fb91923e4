// A value that no file settles is spoken of where it is used: neither a parameter nor its way through a module is a place to
// change it. What is written of an image counts where it is written.
param blogImageName string = ''
param acrName string

module blog './app/blog.bicep' = {
  name: 'blog'
  params: {
    blogImageName: blogImageName
    shopImageName: '${acrName}.azurecr.io/shop:1' // want column=21 repository=shop tag=1 platform=containerApp
  }
}
