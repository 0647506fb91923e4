// Objects of the extension for Kubernetes run in a cluster.
extension kubernetes with { namespace: 'default', kubeConfig: '' }
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
