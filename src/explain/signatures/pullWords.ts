/** How tools that nobody listed say that they could not pull; what they say next is mostly the registry's own words. */
const pullFailed = [
  'failed to pull image',
  'failed to pull the image',
  'failed to pull docker image',
  'failed to pull container image',
  'unable to pull image',
  'unable to pull the image',
  'could not pull image',
  'could not pull the image',
  'cannot pull image',
  "can't pull image",
  'error pulling image',
  'image pull failed',
  'failed to fetch image',
  'unable to fetch image',
  'failed to resolve image',
  'failed to download container image',
  'getimagehistory failed for',
  'could not download oci://',
  'failed to download oci://',
] as const;

/** Alternatives for a row: each of those words, followed by these. */
export function afterPull(...words: readonly string[]): readonly (readonly string[])[] {
  return pullFailed.map(first => [first, ...words]);
}
