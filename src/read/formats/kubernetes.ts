import { readObject } from '../kubernetes/objects.ts';
import { formatOfDocuments, isJsonName, isYamlName } from '../source/documents.ts';

export const kubernetes = formatOfDocuments({
  id: 'kubernetes',
  about: {
    files: '`*.yaml`, `*.json` with `kind` and `apiVersion`',
    reads:
      "every built-in workload and OpenShift's with its image streams and builds, lists, init, ephemeral and plain containers, image volumes, sidecar annotations (Dapr, Istio, Linkerd, Vault); custom resources of Argo with the objects that a workflow makes, Tekton, Flux, Knative, KEDA, Strimzi and many more, containers, plain image fields and whole objects in any other, and your own rules; pull secrets, service accounts, AcrPullBindings; values of charts that Cluster API installs; registry charts that Flux and Argo CD pull (of a `HelmRepository` its address, once for all its charts); what they send, which is built as they build it: kustomizations, charts with their values, folders, with their own patches and images, and the targets that it goes to",
    leavesOut:
      'images in ConfigMaps (except values of charts in `values.yaml` and values that Flux puts in), variables, arguments and other annotations; schemas and policies; in kinds that neither the table nor a rule knows, fields of other names than `image`, and images without a host, a tag or a digest',
  },
  recognizes: ({ name, text }) =>
    text.includes('kind') &&
    text.includes('apiVersion') &&
    (isYamlName(name) ? OBJECT.test(text) || !KEY.test(text) : isJsonName(name)),
  mayMatter: text => MARKS.some(mark => text.includes(mark)),
  read: (root, builder, rules) => readObject(root, '', rules, builder, 0),
});

/** An object in YAML has these keys itself, or is an item of a list. It may be indented as a whole. */
const OBJECT = /^(?:[-{] *)?["']?(?:apiVersion|kind)["']?\s*:/m;
const KEY = /^["']?\w[\w.-]*["']?[ \t]*:/m;

/** Images in any spelling of the key, and what is in objects that other documents depend on, or that send others. */
const MARKS = [
  ...['mage', 'erviceAccount', 'dockerc', 'AcrPullBinding', 'argoproj.io', 'fluxcd.', 'addons.cluster.x-k8s.io'],
  ...['azurecr', '$patch', 'oci://', 'pkg.crossplane.io', 'values.yaml'],
];
