// The extension for Kubernetes and Radius run in a cluster.
extension kubernetes with { namespace: 'default', kubeConfig: '' }
extension radius
param containerImage string
param isLocal bool = false

resource api 'apps/Deployment@v1' = {
  metadata: { name: 'api' }
  spec: {
    template: {
      spec: {
        imagePullSecrets: [ { name: 'acr' } ]
        containers: [
          { name: 'api', image: containerImage } // want column=33 repository=api platform=kubernetes settled=infra/main.bicep:26
          { name: 'cache', image: isLocal ? 'redis:7' : 'shopprod.azurecr.io/redis:7' } // want repository=library/redis ; registry=shopprod.azurecr.io repository=redis where="Deployment api · spec.template.spec.containers[1].image"
        ]
      }
    }
  }
}

resource pod 'core/Pod@v1' = {
  metadata: { name: 'pod' }
  spec: { containers: [ { name: 'pod', image: 'shopprod.azurecr.io/pod:1' } ] } // want column=48 repository=pod where="Pod pod · spec.containers[0].image"
}

resource front 'Applications.Core/containers@2023-10-01-preview' = {
  name: 'front'
  properties: {
    container: {
      image: 'shopprod.azurecr.io/front:1' // want column=15 repository=front platform=kubernetes where="Radius container front · properties.container.image"
    }
    runtimes: { kubernetes: { pod: {
      containers: [ { name: 'log', image: 'shopprod.azurecr.io/log:1' } ] // want repository=log where="Radius container front · properties.runtimes.kubernetes.pod.containers[0].image"
    } } }
  }
}

resource shop 'Radius.Compute/containers@2025-08-01-preview' = {
  name: 'shop'
  properties: {
    containers: {
      web: { image: 'shopprod.azurecr.io/shop:1' } // want column=22 repository=shop where="Radius container shop · properties.containers.web.image"
      made: { image: shopImage.properties.imageReference } // want registry=- unresolved=${shopImage.properties.imageReference}
    }
  }
}
