import type { Ranking } from '../signature.ts';

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
  'unable to pull secrets or registry auth',
  'could not download oci://',
  'failed to download oci://',
] as const;

/** Alternatives for a row: each of those words, followed by these. */
export function afterPull(...words: readonly string[]): readonly (readonly string[])[] {
  return pullFailed.map(first => [first, ...words]);
}

const failing =
  '(?:fail(?:ed|ure|s|ing)?|unable|couldnot|couldn’?t|cannot|can’?t|errors?|notable|unsuccessful)(?:to|in|while|when|during|occurred|was|is|trying|attempting|on|:|-){0,4}';
const getting = '(?:pull|download|fetch|retriev|resolv|obtain|access|acquir|import|get|load)(?:ed|e|es|s|ing)?';
const between =
  '(?:of|from|the|a|an|base|docker|container|oci|helm|remote|source|metadata|for|your|this|private|runtime|specified|application|app|custom)*';
// What a node looks up of its own images is nothing that it gets from elsewhere.
const got = 'image(?!stat|fs|info|list|stream)s?';

/** Any way to say that an image could not be had, in a squashed text: a refusal, a verb of getting, a noun of images. */
export const failedPull = new RegExp(
  [
    `${failing}(?:findor)?${getting}${between}${got}`,
    `${got}_?(?:pull|download|fetch|retrieval)(?:ing|_)?(?:has|was|is|error)?s?(?:fail|error|unsuccess|denied|timedout)`,
    '(?:image|chart)[a-z0-9._/:@-]{0,160}?(?:couldnot|cannot|can’?t|failedto|unableto|wasnot|isnot)(?:be)?(?:pulled|downloaded|fetched|retrieved|accessed|accessible)',
    // Google's, which does not say which of both it is.
    `${got}[a-z0-9._/:@-]{3,160}?notfoundor`,
    'pullingimages?failed',
    `(?<!back-off|normal|kubelet)pull(?:ing|of)${between}${got}?(?:(?!pulled|success|error)[a-z0-9._/:@-]){3,160}?(?:failed(?:with|:|due|after|because)|wasdenied)`,
  ].join('|'),
  'g',
);

/** A status of HTTP, as tools write it: `status code 401`, `response: 401`, `(401)`, `…/manifests/1: 401 Unauthorized`. */
export function httpStatus(status: string, ...more: readonly string[]): RegExp {
  // A date of the next line may follow at once.
  const end = String.raw`(?!\d(?!0\d\d-))`;
  const said = `(?:status|code|http|error|respon[a-z]{1,6}|return(?:ed|s))[a-z:=_(]{0,12}${status}${end}`;
  return new RegExp([said, String.raw`\(${status}\)`, `:${status}${end}(?![.:/-])`, ...more].join('|'), 'g');
}

/** What most often keeps a pull from succeeding, where no word says more than that it failed. */
export const notSaidWhy: Ranking = {
  kubernetes: ['not-attached', 'image-not-found', 'network-firewall', 'network-timeout'],
  containerApp: ['no-pull-role', 'registry-not-configured', 'image-not-found', 'network-firewall'],
  containerGroup: ['no-pull-identity', 'no-pull-role', 'image-not-found', 'network-firewall'],
  usual: ['no-pull-role', 'no-pull-identity', 'image-not-found', 'network-timeout'],
};
