// What any tool may say: each of many tools with each of many errors, in many shapes. The messages/ are what was really
// seen; these are the same errors in every mouth.

export type Asker = 'kubelet' | 'docker' | 'containerApp' | 'containerGroup' | 'site';

const registry = 'wingtip.azurecr.io';
const image = `${registry}/shop/cart:3.2`;
const manifest = `https://${registry}/v2/shop/cart/manifests/3.2`;
const token = `https://${registry}/oauth2/token?scope=repository%3Ashop%2Fcart%3Apull&service=${registry}`;

/** What a refused caller lacks, by who asked. */
const refused: Readonly<Record<Asker, readonly string[]>> = {
  kubelet: ['not-attached', 'no-pull-role'],
  docker: ['no-pull-identity', 'no-pull-role'],
  containerApp: ['no-pull-role', 'registry-not-configured'],
  containerGroup: ['no-pull-identity', 'no-pull-role'],
  site: ['no-pull-role', 'no-pull-identity'],
};

export const causesFor = (causes: readonly string[] | 'refused', asker: Asker): readonly string[] =>
  causes === 'refused' ? refused[asker] : causes;

const inJson = (text: string) => JSON.stringify(text).slice(1, -1);

/** Errors of a registry, with the causes of which one has to be among the first two. */
export const pullErrors: readonly (readonly [id: string, text: string, causes: readonly string[] | 'refused'])[] = [
  [
    'nohost',
    `Get "https://${registry}/v2/": dial tcp: lookup ${registry} on 10.0.0.10:53: no such host`,
    ['network-dns'],
  ],
  ['tmpdns', `Head "${manifest}": dial tcp: lookup ${registry}: Temporary failure in name resolution`, ['network-dns']],
  [
    'servmis',
    `failed to do request: Head "${manifest}": dial tcp: lookup ${registry} on 168.63.129.16:53: server misbehaving`,
    ['network-dns'],
  ],
  [
    'dnsto',
    `Get "https://${registry}/v2/": dial tcp: lookup ${registry} on 10.0.0.10:53: read udp 10.1.1.1:5000->10.0.0.10:53: i/o timeout`,
    ['network-dns'],
  ],
  ['ioto', `failed to do request: Head "${manifest}": dial tcp 20.1.2.3:443: i/o timeout`, ['network-timeout']],
  ['ioto6', `Get "https://${registry}/v2/": dial tcp [2603:1030::5]:443: i/o timeout`, ['network-timeout']],
  ['refused', `Get "https://${registry}/v2/": dial tcp 10.1.2.3:443: connect: connection refused`, ['network-timeout']],
  ['noroute', `Get "https://${registry}/v2/": dial tcp 10.1.2.3:443: connect: no route to host`, ['network-timeout']],
  [
    'await',
    `Get "https://${registry}/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`,
    ['network-timeout'],
  ],
  ['ctx', `Get "https://${registry}/v2/": context deadline exceeded`, ['network-timeout']],
  ['tlsto', `Get "https://${registry}/v2/": net/http: TLS handshake timeout`, ['network-timeout']],
  [
    'x509u',
    `Get "https://${registry}/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    ['tls-mismatch'],
  ],
  [
    'x509e',
    `Get "https://${registry}/v2/": x509: certificate has expired or is not yet valid: current time 2026-11-24T10:00:00Z is after 2026-11-01T00:00:00Z`,
    ['tls-mismatch'],
  ],
  [
    'x509h',
    `Get "https://${registry}/v2/": x509: certificate is valid for proxy.corp.local, not ${registry}`,
    ['tls-mismatch'],
  ],
  [
    'h403',
    `unexpected status from HEAD request to ${manifest}: 403 Forbidden`,
    ['network-firewall', 'network-private-only'],
  ],
  [
    'ip403',
    `denied: client with IP '20.4.5.6' is not allowed access. Refer https://aka.ms/acr/firewall to grant access.`,
    ['network-firewall'],
  ],
  [
    'tok403',
    `failed to authorize: failed to fetch anonymous token: unexpected status from GET request to ${token}: 403 Forbidden`,
    ['network-firewall'],
  ],
  ['h401', `unexpected status from HEAD request to ${manifest}: 401 Unauthorized`, 'refused'],
  [
    'unauth',
    `Head "${manifest}": unauthorized: authentication required, visit https://aka.ms/acr/authorization for more information.`,
    'refused',
  ],
  [
    'anon',
    `failed to authorize: failed to fetch anonymous token: unexpected status from GET request to ${token}: 401 Unauthorized`,
    'refused',
  ],
  [
    'oauth',
    `failed to authorize: failed to fetch oauth token: unexpected status from POST request to https://${registry}/oauth2/token: 401 Unauthorized`,
    ['expired-credential'],
  ],
  [
    'nobasic',
    `pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials`,
    ['no-pull-identity', 'not-attached'],
  ],
  ['nf', `${image}: not found`, ['image-not-found']],
  ['mu', `manifest unknown: manifest tagged by "3.2" is not found`, ['image-not-found']],
  ['nu', `name unknown: repository "shop/cart" is not found`, ['image-not-found']],
  ['plat', `no matching manifest for linux/arm64/v8 in the manifest list entries`, ['platform-mismatch']],
  ['plat2', `no match for platform in manifest: not found`, ['platform-mismatch']],
  ['429', `unexpected status from GET request to ${manifest}: 429 Too Many Requests`, ['rate-limited']],
  [
    'tmr',
    `toomanyrequests: Too many requests. Please visit https://aka.ms/acr/skus#sku-feature-matrix for more information.`,
    ['rate-limited'],
  ],
  ['503', `unexpected status from HEAD request to ${manifest}: 503 Service Unavailable`, ['transient']],
  ['502', `received unexpected HTTP status: 502 Bad Gateway`, ['transient']],
  ['eof', `Get "https://${registry}/v2/": EOF`, ['transient']],
  ['reset', `read tcp 10.1.1.4:50000->20.1.2.3:443: read: connection reset by peer`, ['transient', 'network-timeout']],
  ['disk', `failed to register layer: write /usr/bin/x: no space left on device`, ['transient']],
  ['badref', `invalid reference format`, ['malformed-reference']],
  ['spdead', `unauthorized: Application not registered with AAD.`, ['expired-credential', 'cross-tenant']],
];

export const pullers: readonly (readonly [id: string, asker: Asker, say: (error: string) => string])[] = [
  [
    'kubelet',
    'kubelet',
    error =>
      `  Warning  Failed  10s (x2 over 25s)  kubelet  Failed to pull image "${image}": failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${error}`,
  ],
  [
    'kube-rpc',
    'kubelet',
    error => `Failed to pull image "${image}": rpc error: code = Unknown desc = Error response from daemon: ${error}`,
  ],
  [
    'crio',
    'kubelet',
    error =>
      `Failed to pull image "${image}": rpc error: code = Unknown desc = initializing source docker://${image}: pinging container registry ${registry}: ${error}`,
  ],
  [
    'klog',
    'kubelet',
    error =>
      `E1124 10:00:00.1 1 pod_workers.go:1301] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"cart\\" with ErrImagePull: \\"${inJson(inJson(error))}\\"" pod="shop/cart"`,
  ],
  [
    'containerd',
    'kubelet',
    error =>
      `level=error msg="PullImage \\"${image}\\" failed" error="failed to pull and unpack image \\"${image}\\": ${inJson(error)}"`,
  ],
  [
    'k8sjson',
    'kubelet',
    error =>
      JSON.stringify({
        kind: 'Event',
        reason: 'Failed',
        message: `Failed to pull image "${image}": ${error}`,
        source: { component: 'kubelet' },
      }),
  ],
  ['docker', 'docker', error => `$ docker pull ${image}\nError response from daemon: ${error}`],
  ['compose', 'docker', error => ` ✘ cart Error ${error}  0.4s\nError response from daemon: ${error}\nimage ${image}`],
  ['podman', 'docker', error => `Trying to pull ${image}...\nError: initializing source docker://${image}: ${error}`],
  [
    'skopeo',
    'docker',
    error =>
      `time="2026-11-24T10:00:00Z" level=fatal msg="Error parsing image name \\"docker://${image}\\": ${inJson(error)}"`,
  ],
  ['crane', 'docker', error => `Error: fetching manifest ${image}: ${error}`],
  [
    'nerdctl',
    'docker',
    error =>
      `time="2026" level=fatal msg="failed to resolve reference \\"${image}\\": ${inJson(error)}"\nnerdctl pull ${image}`,
  ],
  [
    'helm',
    'docker',
    error => `$ helm install cart oci://${registry}/shop/cart --version 3.2\nError: INSTALLATION FAILED: ${error}`,
  ],
  ['oras', 'docker', error => `$ oras pull ${image}\nError: failed to resolve 3.2: ${error}`],
  [
    'buildkit',
    'docker',
    error =>
      `#3 [internal] load metadata for ${image}\n#3 ERROR: ${error}\n------\nERROR: failed to solve: ${image}: failed to resolve source metadata for ${image}: ${error}`,
  ],
  [
    'aca',
    'containerApp',
    error =>
      JSON.stringify({
        TimeStamp: '2026',
        Type: 'Warning',
        ContainerAppName: 'cart',
        Msg: `Failed to pull image '${image}': ${error}`,
        Reason: 'PullingImageError',
        EventSource: 'ContainerAppController',
      }),
  ],
  [
    'acafield',
    'containerApp',
    error =>
      `(ContainerAppOperationError) Failed to provision revision for container app 'cart'. Error details: Field 'template.containers.cart.image' is invalid with details: 'Invalid value: "${image}": ${error}'`,
  ],
  [
    'aci',
    'containerGroup',
    error =>
      JSON.stringify({
        count: 3,
        firstTimestamp: '2026',
        message: `Failed to pull image "${image}": ${error}`,
        name: 'Failed',
        type: 'Warning',
      }),
  ],
  [
    'site',
    'site',
    error =>
      `2026-11-24T10:00:00.1Z ERROR - DockerApiException: Docker API responded with status code=InternalServerError, response={"message":"${inJson(error)}"}\n2026-11-24T10:00:00.2Z ERROR - Image pull failed: Verify docker image configuration and credentials (if using private repository)\n${image}`,
  ],
  [
    'gha',
    'docker',
    error =>
      `2026-11-24T10:00:00.1234567Z ##[command]/usr/bin/docker pull ${image}\n2026-11-24T10:00:01.1234567Z Error response from daemon: ${error}\n2026-11-24T10:00:01.2Z ##[error]Docker pull failed with exit code 1`,
  ],
  ['odd', 'docker', error => `[imgsync] cannot pull ${image}: ${error}`],
  ['odd2', 'docker', error => `ERROR deploy/step3 - unable to fetch container image ${image} (${error})`],
];

/** What terminals, logs and people do to a text. */
export const shapes: readonly (readonly [id: string, shape: (text: string) => string])[] = [
  ['plain', text => text],
  ['wrapped', text => text.replace(/(.{90})/g, '$1\n')],
  ['in JSON', text => JSON.stringify({ log: text })],
  ['upper case', text => text.toUpperCase()],
  ['coloured', text => text.replace(/(error|failed)/gi, '\u001b[31m$1\u001b[0m')],
  ['curly quotes', text => text.replace(/"([^"\n]*)"/g, '\u201c$1\u201d')],
  ['another cloud', text => text.replaceAll('azurecr.io', 'azurecr.cn')],
  [
    'with times',
    text =>
      text
        .split('\n')
        .map(line => `2026-11-24T10:00:00.000Z stdout F ${line}`)
        .join('\r\n'),
  ],
  ['cut off', text => text.slice(0, -3)],
];
