// The parts of the workspace that senders depend on.
import type { Content, Mapping } from '../../read/source/tree.ts';

export interface DeliveryContext {
  /** All folders of the tree. The root is the empty text. */
  readonly folders: ReadonlySet<string>;
  /** Secrets by which Argo CD knows clusters: labelled `argocd.argoproj.io/secret-type: cluster`. */
  readonly clusters: readonly Mapping[];
  /** Flux's ArtifactGenerators in the cluster that the given objects go to. */
  readonly artifactGenerators: readonly Mapping[];
  /** The namespace of given objects that state none. Undefined: not known. */
  readonly namespace: string | undefined;
  /**
   * Objects of a name in the cluster that the given objects go to. Without a namespace, these are the ones that state
   * none and are deployed together with the given objects.
   */
  find(kind: string, namespace: string | undefined, name: string): readonly Mapping[];
  /**
   * The values of a file, one for each document, as `BuildInputs` gives them: for `.argocd-source.yaml` beside
   * manifests.
   */
  documents(file: string): readonly Content[] | undefined;
}
