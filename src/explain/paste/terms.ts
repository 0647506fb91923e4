/**
 * Parts of expressions, for texts in lower case and for squashed ones: by what a text shows that it speaks of images of
 * containers. One list, so that a tool which one judgement knows is known to all.
 */

/** Registries, and what is asked of them. */
export const registries = String.raw`azurecr\.|ghcr\.io|quay\.io|(?<![a-z])gcr\.io|pkg\.dev|mcr\.microsoft|/v2/|/manifests/|oci:`;

/** What runs containers or builds images. */
export const engines = String.raw`docker|podman|nerdctl|containerd|crictl|cri-?o\b|buildkit|buildah|skopeo|kaniko`;

/** What gets charts and artifacts out of a registry, among other things. */
export const clients = 'helm|oras|crane';
