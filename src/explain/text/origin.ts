import { type PullerKind, wordAlternatives } from '../rows/row.ts';
import { squash } from './squash.ts';

/** Words that show who pulls. The first line with one of them decides. */
const telling: readonly (readonly [PullerKind, string])[] = [
  // Charts and other artifacts are got by Flux, Argo CD or Helm, with credentials of their own. No kubelet is asked.
  ['artifact', 'source-controller | ocirepository | helmchart | helmrepository | chart pull error | fluxcd'],
  ['artifact', 'helm pull | helm install | helm upgrade | helm template | helm dependency | helm registry | helm.go:'],
  ['artifact', 'argocd-repo | oras pull | could not download oci: | failed to fetch chart | failed to download chart'],
  ['artifact', 'failed to load chart | unable to generate manifests'],
  // Words of GitLab's runner, CRI-O and Podman, where no node has an identity of Azure to pull with.
  ['docker', 'with specified polic | with policy " | testcontainers | dockerjava | initializing source docker'],
  // By hand on a node these send what they are given. The node's credential provider is asked by the kubelet alone.
  ['docker', 'pinging container registry | reading manifest | crictl pull | ctr image pull | ctr images pull'],
  // Clusters whose nodes are none of Azure's.
  ['docker', 'nerdctl pull | local cluster | minikube | microk8s | docker-desktop | kind-control-plane | kind-worker'],
  ['docker', 'k3s | k3d- | rke2 | .ec2.internal | failed to solve | failed to pull images'],
  ['containerGroup', '"name":"failed","type":"warning" | "name":"pulling","type":"normal" | name:failed,type:warning'],
  ['kubernetes', 'using kubernetes executor | image pull failed: back-off'],
  ['site', 'dockerapiexception | docker api responded | docker client error. pull image failed | azurewebsites'],
  ['containerApp', 'container app | microsoft.app/ | template.containers | azd up | azd deploy | replicaname'],
  ['containerApp', 'reason:imagepullunauthorized | container pull image failed with unauthorized error'],
  ['containerGroup', 'container group | inaccessibleimage | containerinstance | imageregistrycredentials'],
  ['containerGroup', 'terminal provisioning state'],
  ['site', 'app service | az webapp | web app for containers | image pull failed: | vnet failed | unexpectedfaliure'],
  ['kubernetes', 'kubelet | kubectl | knative | vmsscse | failed to pull image | failed to pull and unpack'],
  ['kubernetes', 'errimagepull | imagepullbackoff | rpc error: code | check-acr | validating image pull permission'],
  ['kubernetes', 'metadata/identity | credential provider | failed calling webhook | back-off pulling | pod/'],
  ['kubernetes', 'oauth2/exchange | az aks | on aks | aks cluster'],
];
const compiled = telling.map(
  ([origin, words]) => [origin, wordAlternatives(words).map(word => squash(word).text)] as const,
);
const withoutArtifacts = compiled.filter(([origin]) => origin !== 'artifact');

/**
 * `section`: the text around the failure. A tool that reports its own failure there is no node from the rest of the
 * screen.
 */
export function originOf(squashed: string, text: string, section: string): PullerKind {
  const ofSection = squash(section).text;
  // A chart was installed, and what failed is the pull of a pod's image.
  const isKubelets = /failedtopullimage|kubelet|imagepullbackoff|errimagepull/.test(ofSection);
  const told = toldBy(squashed, isKubelets ? withoutArtifacts : compiled);
  const isByHand = told !== undefined && told !== 'artifact' && byHand.test(section);
  if (isByHand && toldBy(ofSection, compiled) === undefined) return 'docker';
  return told ?? (alone.test(text) && !byHand.test(text) ? 'containerd' : 'docker');
}

const toldBy = (squashed: string, table: typeof compiled) =>
  table.find(([, words]) => words.some(word => squashed.includes(word)))?.[0];

/** A tool that a person runs, or a build. */
const byHand =
  /response from daemon|\b(?:docker|podman|nerdctl|skopeo|crane|oras) ?[a-z]|failed to solve|load metadata|build/i;

/** Messages of containerd in a line of their own, without a tool around them: most are copied from a node. */
const alone =
  /^(?:error: )?(?:failed to (?:resolve reference|authorize:|fetch anonymous token)|unexpected status from head)/im;
