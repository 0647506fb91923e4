import type { Origin } from '../signature.ts';
import { squash, squashWords } from './squash.ts';

/** The words that tell where a text comes from; the first line with one of them decides. */
const telling: readonly (readonly [Origin, readonly string[]])[] = [
  // Nodes of AKS run containerd; these are words of GitLab's runner, and of CRI-O and Podman, where no node has an identity
  // of Azure to pull with.
  [
    'docker',
    [
      'with specified policies',
      'with policy "always"',
      'with policy "if-not-present"',
      'testcontainers',
      'dockerjava',
      'initializing source docker',
      'pinging container registry',
      'reading manifest',
      'helm pull oci://',
      'failed to fetch chart',
      // By hand on a node these send what they are given; the node's credential provider is asked by the kubelet alone.
      'crictl pull',
      'ctr images pull',
      'nerdctl pull',
      // Argo CD and Flux get charts with credentials of their own; no kubelet is asked.
      'could not download oci://',
      'failed to generate manifest',
      'unable to generate manifests',
      // Clusters whose nodes are none of Azure's.
      'local cluster',
      'minikube',
      'microk8s',
      'docker-desktop',
      'kind-control-plane',
      'kind-worker',
      'k3s',
      'k3d-',
      'rke2',
      '.ec2.internal',
      '.compute.internal',
      'kube-worker',
    ],
  ],
  ['kubernetes', ['using kubernetes executor', 'image pull failed: back-off']],
  // What only App Service says decides before what somebody calls his app.
  ['site', ['dockerapiexception', 'docker api responded', 'docker client error. pull image failed', 'azurewebsites']],
  [
    'containerApp',
    [
      'containerapp',
      'container app',
      'microsoft.app/',
      'template.containers',
      'azd up',
      'azd deploy',
      'replicaname',
      'reason:imagepullunauthorized',
      'container pull image failed with unauthorized error',
    ],
  ],
  [
    'containerGroup',
    [
      'container group',
      'inaccessibleimage',
      'containerinstance',
      'imageregistrycredentials',
      // What a deployment says of a group; of an app it names the app.
      'terminal provisioning state',
      // The events of a container group have names, those of Kubernetes have reasons.
      'name:failed,type:warning',
      'name:pulling,type:normal',
    ],
  ],
  [
    'site',
    [
      'dockerapiexception',
      'docker api responded',
      'azurewebsites',
      'appservice',
      'app service',
      'az webapp',
      'web app for containers',
      'image pull failed:',
    ],
  ],
  [
    'kubernetes',
    [
      'kubelet',
      'knative',
      'reason: containermissing',
      'vmsscse',
      'failed to pull image',
      'failed to pull and unpack',
      'errimagepull',
      'imagepullbackoff',
      'rpc error: code',
      'check-acr',
      'validating image pull permission',
      'kubectl',
      'credential provider',
      'metadata/identity',
      'pod/',
      'failed calling webhook',
      'back-off pulling',
    ],
  ],
];

/** `section`: where the failure stands; a tool that says there itself what failed is no node of the rest of the screen. */
export function originOf(squashed: string, text: string, section: string): Origin {
  const told = toldBy(squashed);
  if (told !== undefined && byHand.test(section) && toldBy(squash(section).text) === undefined) return 'docker';
  if (told === undefined && /\bAKS\b/.test(text)) return 'kubernetes';
  return told ?? (alone.test(text) && !ofTools.test(text) ? 'containerd' : 'docker');
}

const toldBy = (squashed: string) =>
  squashedWords.find(([, words]) => words.some(word => squashed.includes(word)))?.[0];

const byHand =
  /error response from daemon|\b(?:docker|podman|nerdctl|buildah|skopeo|crane|regctl|oras) [a-z]|failed to solve|load metadata|error building image|buildx|docker[- ]compose/i;

/** What containerd says, in a line of its own and with no tool around it: most of it is copied from a node, some from a build. */
const alone =
  /^(?:error: )?(?:failed to resolve reference [^\n:]{1,200}: )?(?:failed to authorize:|failed to fetch anonymous token|unexpected status from head request|https:\/\/[\w.-]{1,80}\/oauth2\/token)/im;
const ofTools =
  /docker|build|solve|podman|nerdctl|skopeo|crane|helm|oras|flux|argo|tekton|kaniko|testcontainers|#\d+ /i;

const squashedWords = telling.map(([origin, words]) => [origin, words.map(squashWords)] as const);
