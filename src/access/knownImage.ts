export type ImageState = 'found' | 'missing' | 'quarantined';

/** What a registry itself answered when it was asked for an image, as a pull would. */
export interface KnownImage {
  /** The registry's login server, lower case. */
  readonly registry: string;
  readonly repository: string;
  /** A tag, or a digest with its algorithm: `sha256:…`. */
  readonly reference: string;
  readonly state: ImageState;
  /** When it was asked, ISO 8601; undefined: when the map was read. */
  readonly readAt: string | undefined;
}
