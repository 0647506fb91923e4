// What a push, an app and other tools say in words that a failed pull has, too; most of it next to the name of an image.

const registry = 'wingtip.azurecr.io';
const image = `${registry}/shop/cart:3.2`;
const manifest = `https://${registry}/v2/shop/cart/manifests/3.2`;
const uploads = `https://${registry}/v2/shop/cart/blobs/uploads/`;
const other = 'api.wingtip.com';

/** Errors that a push gets. */
export const pushErrors: readonly string[] = [
  `unauthorized: authentication required, visit https://aka.ms/acr/authorization for more information.`,
  `denied: requested access to the resource is denied`,
  `denied: client with IP '20.4.5.6' is not allowed access. Refer https://aka.ms/acr/firewall to grant access.`,
  `Get "https://${registry}/v2/": dial tcp: lookup ${registry} on 10.0.0.10:53: no such host`,
  `Get "https://${registry}/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`,
  `unexpected status from POST request to ${uploads}: 401 Unauthorized`,
  `unexpected status from PUT request to ${manifest}: 403 Forbidden`,
  `failed to authorize: failed to fetch oauth token: unexpected status from POST request to https://${registry}/oauth2/token: 401 Unauthorized`,
  `failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://${registry}/oauth2/token?scope=repository%3Ashop%2Fcart%3Apull%2Cpush&service=${registry}: 401 Unauthorized`,
  `server message: insufficient_scope: authorization failed`,
  `dial tcp 20.1.2.3:443: i/o timeout`,
  `tls: failed to verify certificate: x509: certificate signed by unknown authority`,
  `toomanyrequests: Too many requests. Please visit https://aka.ms/acr/skus#sku-feature-matrix`,
  `received unexpected HTTP status: 500 Internal Server Error`,
  `unknown: The operation is disallowed on this registry, repository or image. View troubleshooting steps at https://aka.ms/acr/faq/#why-does-my-pull-or-push-request-fail-with-disallowed-operation`,
  `write tcp 10.0.0.4:5000->20.1.2.3:443: use of closed network connection`,
  `blob upload unknown`,
  `EOF`,
];

export const pushers: readonly (readonly [id: string, say: (error: string) => string])[] = [
  ['any', error => `[push] ${image}: ${error}`],
  [
    'docker',
    error =>
      `$ docker push ${image}\nThe push refers to repository [${registry}/shop/cart]\n5f70bf18a086: Preparing\n${error}`,
  ],
  [
    'refers',
    error =>
      `The push refers to repository [${registry}/shop/cart]\na1: Layer already exists\nb2: Pushing [==>   ] 1MB/20MB\n${error}`,
  ],
  [
    'buildx',
    error =>
      `#18 exporting to image\n#18 exporting layers done\n#18 pushing layers 2.1s done\n#18 ERROR: failed to push ${image}: ${error}\n------\n > exporting to image:\n------\nERROR: failed to build: failed to solve: failed to push ${image}: ${error}`,
  ],
  [
    'buildx-meta',
    error =>
      `#2 [internal] load metadata for mcr.microsoft.com/dotnet/aspnet:9.0\n#2 DONE 0.3s\n#18 pushing layers\n#18 ERROR: failed to push ${image}: ${error}`,
  ],
  [
    'podman',
    error =>
      `$ podman push ${image}\nGetting image source signatures\nCopying blob aa\nError: writing blob: initiating layer upload to /v2/shop/cart/blobs/uploads/ in ${registry}: ${error}`,
  ],
  [
    'skopeo',
    error =>
      `time="2026" level=fatal msg="trying to reuse blob sha256:aa at destination: ${error.replaceAll('"', '\\"')}"`,
  ],
  ['crane', error => `Error: pushing image ${image}: ${error}`],
  ['helm', error => `$ helm push cart-3.2.tgz oci://${registry}/charts\nError: ${error}`],
  ['oras', error => `$ oras push ${image} ./a.txt\nError: ${error}`],
  ['kaniko', error => `error pushing image: failed to push to destination ${image}: ${error}`],
  [
    'kaniko2',
    error =>
      `error checking push permissions -- make sure you entered the correct tag name, and that you are authenticated correctly, and try again: checking push permission for "${image}": ${error}`,
  ],
  ['dotnet', error => `error CONTAINER1013: Failed to push to the output registry: ${error}`],
  [
    'azbuild',
    error =>
      `2026/11/24 10:00:00 Pushing image: ${image}, attempt 1\nThe push refers to repository [${registry}/shop/cart]\n${error}\n2026/11/24 10:00:09 failed to push image`,
  ],
  [
    'gha',
    error =>
      `2026-11-24T10:00:00Z Run docker/build-push-action@v6\n2026-11-24T10:00:09Z #20 pushing manifest for ${image}\n2026-11-24T10:00:10Z #20 ERROR: failed to push ${image}: ${error}`,
  ],
  [
    'azp',
    error =>
      `##[command]/usr/bin/docker push ${image}\nThe push refers to repository [${registry}/shop/cart]\n${error}\n##[error]${error}\n##[error]The process '/usr/bin/docker' failed with exit code 1`,
  ],
  ['compose', error => `$ docker compose push\n ✘ cart Error ${error}\npushing cart: ${error}`],
  ['cosign', error => `Error: signing [${image}]: pushing signature: ${error}`],
  [
    'cache',
    error =>
      `#30 exporting cache to registry\n#30 ERROR: error writing layer blob: failed to push cache to ${registry}/cache:main: ${error}`,
  ],
];

/** Errors of an app's own traffic. */
export const appErrors: readonly string[] = [
  `Get "https://${other}/v2/orders": dial tcp: lookup ${other} on 10.0.0.10:53: no such host`,
  `Get "https://${other}/items": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
  `dial tcp 10.0.0.9:5432: i/o timeout`,
  `dial tcp 10.0.0.9:6379: connect: connection refused`,
  `tls: failed to verify certificate: x509: certificate signed by unknown authority`,
  `401 Unauthorized`,
  `unauthorized: token expired`,
  `403 Forbidden`,
  `access denied`,
  `404 Not Found`,
  `not found`,
  `429 Too Many Requests`,
  `503 Service Unavailable`,
  `EOF`,
  `read: connection reset by peer`,
  `AADSTS7000222: The provided client secret keys for app 'x' are expired (https://graph.microsoft.com)`,
  `POST https://${other}/oauth2/token: 401 Unauthorized`,
  `invalid username or password`,
  `authentication failed`,
  `no space left on device`,
  `Name or service not known (${other}:443)`,
  `permission denied`,
  `unauthorized: authentication required`,
];

/** Where they stand, most of them next to the name of the app's image. */
export const apps: readonly (readonly [id: string, say: (error: string) => string])[] = [
  ['docker run', error => `$ docker run --rm ${image}\nError: ${error}`],
  ['helm', error => `$ helm upgrade cart ./chart --set image=${image}\nError: UPGRADE FAILED: ${error}`],
  ['compose up', error => `$ docker compose up\ncart-1  | ${image}\ncart-1  | Error: ${error}`],
  ['log', error => `2026-11-24T10:00:00Z cart-7f ERROR ${error}`],
  ['json', error => JSON.stringify({ level: 'error', service: 'cart', msg: error, image })],
  ['go', error => `panic: ${error}\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/main.go:17`],
  [
    'term',
    error =>
      `    Image:          ${image}\n    Image ID:       ${registry}/shop/cart@sha256:aa\n    State:          Waiting\n      Reason:       CrashLoopBackOff\n    Last State:     Terminated\n      Reason:       Error\n      Message:      ${error}\n      Exit Code:    1`,
  ],
  [
    'pulled',
    error =>
      `  Normal   Pulled     3m  kubelet  Successfully pulled image "${image}" in 2s\n  Normal   Started    3m  kubelet  Started container cart\n  Warning  Unhealthy  1m  kubelet  Readiness probe failed: ${error}`,
  ],
  ['probe', error => `Warning  Unhealthy  1m  kubelet  Liveness probe failed: ${error}`],
  [
    'present',
    error =>
      `  Normal   Pulled     3m  kubelet  Container image "${image}" already present on machine\n  Warning  Failed  1m  kubelet  Error: ${error}`,
  ],
  ['startlog', error => `Starting ${image}\n[ERROR] ${error}`],
  [
    'podlog',
    error => `[pod/cart-7f/cart] starting, image=${image}\n[pod/cart-7f/cart] could not reach orders: ${error}`,
  ],
  [
    'acacons',
    error =>
      JSON.stringify({
        ContainerAppName: 'cart',
        ContainerName: 'cart',
        ContainerImage: image,
        Log: `fail: Orders[0] ${error}`,
        Stream: 'stderr',
      }),
  ],
  [
    'acasys',
    error =>
      `{"Type":"Warning","ContainerAppName":"cart","Msg":"Container 'cart' was terminated with exit code '1' and reason 'ProcessExited': ${error.replaceAll('"', '')}"}`,
  ],
  [
    'site',
    error =>
      `INFO - Pulling image: ${image}\nINFO - Pull Image successful, Time taken: 4 Seconds\nINFO - Starting container for site\nERROR - cart: ${error}`,
  ],
  [
    'dockerlogs',
    error =>
      `$ docker run --rm ${image}\nUnable to find image '${image}' locally\n3.2: Pulling from shop/cart\nStatus: Downloaded newer image for ${image}\nError: ${error}`,
  ],
  ['compose', error => `cart-1  | Error: ${error}\ncart-1 exited with code 1`],
  ['kubectl', error => `Unable to connect to the server: ${error}`],
  ['kubectl2', error => `error: unable to upgrade connection: ${error}`],
  [
    'helmrepo',
    error =>
      `Error: looks like "https://charts.wingtip.com" is not a valid chart repository or cannot be reached: ${error}`,
  ],
  ['git', error => `fatal: unable to access 'https://github.com/wingtip/cart.git/': ${error}`],
  ['npm', error => `npm error ${error}`],
  [
    'run',
    error =>
      `#9 [5/7] RUN curl -f https://${other}/x\n#9 1.2 ${error}\n#9 ERROR: process "/bin/sh -c curl -f https://${other}/x" did not complete successfully: exit code: 22`,
  ],
  ['tf', error => `│ Error: retrieving Key Vault "kv": ${error}\n│   with azurerm_key_vault.kv`],
  ['mount', error => `MountVolume.SetUp failed for volume "pv" : rpc error: code = Internal desc = ${error}`],
  [
    'sandbox',
    error =>
      `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: ${error}`,
  ],
  ['pipe', error => `##[section]Starting: Deploy\n##[error]${error}\n##[section]Finishing: Deploy`],
  ['keda', error => `KEDAScalerFailed error establishing scaler: ${error}`],
  ['hpa', error => `failed to get cpu utilization: unable to get metrics: ${error}`],
  ['ingress', error => `ingress-nginx: upstream ${other} ${error}`],
  ['cert', error => `cert-manager: Failed to obtain certificate: ${error}`],
  ['extsecret', error => `ExternalSecret acr-pull: could not get secret from Key Vault: ${error}`],
  ['dapr', error => `dapr: error loading component statestore: ${error}`],
  ['node', error => `node:internal/process: Unhandled rejection fetching https://${other}/images/1.png: ${error}`],
  ['img', error => `thumbnail: failed to load image https://${other}/images/1.png: ${error}`],
];
