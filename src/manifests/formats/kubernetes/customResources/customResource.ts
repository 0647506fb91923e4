/**
 * Which paths of a custom resource hold an image, as `find` takes them. Data, so that a kind is one row. A kind without a
 * row is searched for pods and for fields that plainly hold an image, so a row is only for what that can't find.
 */
export interface CustomResource {
  /** API group, without the version. */
  readonly group: string;
  readonly kinds: readonly string[];
  /** Pod templates: `metadata.annotations` and `spec` below them are a pod's. */
  readonly templates?: readonly string[];
  /** Pod specs without a template around them. */
  readonly specs?: readonly string[];
  /** Images. */
  readonly images?: readonly string[];
  /** Addresses of artifacts, as `oci://` and what an image is called by. */
  readonly artifacts?: readonly string[];
  /** Addresses below which charts are that other objects name. */
  readonly charts?: readonly string[];
  /** Values of a Helm chart: a mapping, or its YAML in a block. */
  readonly values?: readonly string[];
  /** Lists of `name` and `value`, as `helm --set` takes the values of a chart. */
  readonly valueLists?: readonly string[];
  /** Lists as the `images` of a kustomization. */
  readonly renames?: readonly string[];
  /** Lists of `name=newName:tag`, as `kustomize edit set image` takes them. */
  readonly renameTexts?: readonly string[];
  /** Objects that it makes, as the YAML of each in a block. */
  readonly manifests?: readonly string[];
  /** Whether it makes other objects that it holds as a whole. */
  readonly makesObjects?: boolean;
  /** The controller that reads these images itself, with `spec.secretRef` and `spec.provider`. */
  readonly controller?: string;
  /** The path of the pull secrets and the service account of the pods, for images outside a pod's spec; `spec` by default. */
  readonly puller?: string;
  /** Parameters with a value or default that images may refer to. */
  readonly parameters?: Parameters;
}

/** How a kind writes its parameters in a text, and where it lists them with a `value` or `default`. */
export interface Parameters {
  /** Its first group is the parameter's name. */
  readonly written: RegExp;
  readonly lists: readonly string[];
}
