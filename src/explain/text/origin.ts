import type { Origin } from '../rows/row.ts';

/** The words that tell who pulls; the first line with one of them decides. */
const telling: readonly (readonly [Origin, RegExp])[] = [
  // Charts and other artifacts are got by Flux, Argo CD or Helm, with credentials of their own; no kubelet is asked.
  ['artifact', /source-controller|OCIRepository|HelmChart\b|HelmRepository|chart pull error|fluxcd/],
  ['artifact', /helm (?:pull|install|upgrade|template|dependency|registry)|\bargocd-repo|helm\.go:|oras pull/i],
  ['artifact', /could not download oci:|failed to (?:fetch|download|load) chart|unable to generate manifests/i],
  // Words of GitLab's runner, CRI-O and Podman, where no node has an identity of Azure to pull with.
  [
    'docker',
    /with policy "|testcontainers|dockerjava|initializing source docker|pinging container registry|reading manifest/i,
  ],
  // By hand on a node these send what they are given; the node's credential provider is asked by the kubelet alone.
  ['docker', /crictl pull|ctr images? pull|nerdctl pull/i],
  // Clusters whose nodes are none of Azure's.
  [
    'docker',
    /local cluster|minikube|microk8s|docker-desktop|\bkind-(?:control-plane|worker)|k3s|k3d-|rke2|\.ec2\.internal/i,
  ],
  ['containerGroup', /"?name"?: ?"?(?:Failed|Pulling)"?, ?"?type"?: ?"?(?:Warning|Normal)/i],
  ['kubernetes', /using kubernetes executor|image pull failed: back-off/i],
  ['site', /dockerapiexception|docker api responded|docker client error\. pull image failed|azurewebsites/i],
  ['containerApp', /container ?app|microsoft\.app\/|template\.containers|azd (?:up|deploy)|replicaname/i],
  ['containerApp', /imagepullunauthorized|container pull image failed with unauthorized error/i],
  [
    'containerGroup',
    /container group|inaccessibleimage|containerinstance|imageregistrycredentials|terminal provisioning state/i,
  ],
  ['site', /app ?service|az webapp|web app for containers|image pull failed:|over vnet failed|unexpectedfaliure/i],
  ['kubernetes', /kubelet|kubectl|knative|vmsscse|failed to pull image|failed to pull and unpack|errimagepull/i],
  [
    'kubernetes',
    /imagepullbackoff|rpc error: code|check-acr|validating image pull permission|metadata\/identity|pod\//i,
  ],
  ['kubernetes', /credential provider|oauth2\/exchange|failed calling webhook|back-off pulling|\bAKS\b/],
];

/** `section`: where the failure stands; a tool that says there itself what failed is no node of the rest of the screen. */
export function originOf(text: string, section: string): Origin {
  const told = isKubelets.test(section) ? toldBy(text, ofKubelet) : toldBy(text);
  if (told !== undefined && told !== 'artifact' && byHand.test(section) && toldBy(section) === undefined)
    return 'docker';
  return told ?? (alone.test(text) && !byHand.test(text) ? 'containerd' : 'docker');
}

const toldBy = (text: string, table = telling) => table.find(([, words]) => words.test(text))?.[0];

/** A chart was installed, and what failed is the pull of a pod's image. */
const isKubelets = /failed to pull image|kubelet|imagepullbackoff|errimagepull/i;
const ofKubelet = telling.filter(([origin]) => origin !== 'artifact');

/** A tool that somebody runs, or a build. */
const byHand =
  /error response from daemon|\b(?:docker|podman|nerdctl|buildah|skopeo|crane|oras) ?[a-z]|failed to solve|load metadata|build/i;

/** What containerd says, in a line of its own and with no tool around it: most of it is copied from a node. */
const alone =
  /^(?:error: )?(?:failed to (?:resolve reference|authorize:|fetch anonymous token)|unexpected status from head)/im;
