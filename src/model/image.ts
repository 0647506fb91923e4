// An image name, read.

/**
 * An image's name by the grammar of distribution/reference.
 * A part that hangs on a template is undefined, and `unresolved` holds the first placeholder as written;
 * the parts beside it are still known: `shop.azurecr.io/app:${TAG}` has a registry and a repository.
 */
export interface Image {
  /** Host with its port if it has one, in lower case; Docker Hub's `docker.io` where the text names none. */
  readonly registry: string | undefined;
  /** Path between host and tag, in lower case; Docker Hub's official images get their `library/`. */
  readonly repository: string | undefined;
  readonly tag: string | undefined;
  /** With its algorithm: `sha256:…`. */
  readonly digest: string | undefined;
  /** The first placeholder that no plain value settles, such as `${TAG}` or `{{ .Values.tag }}`. */
  readonly unresolved: string | undefined;
}

export type ReadImage = ({ readonly kind: 'image' } & Image) | { readonly kind: 'malformed'; readonly why: string };
