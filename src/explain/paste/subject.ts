import { isAzureHost } from '../../manifests/image.ts';
import type { Match } from '../signature.ts';
import { endsAtForeignUrl } from './elsewhere.ts';
import type { Mention } from './images.ts';
import type { Squashed } from './squash.ts';

/**
 * Whether a symptom (a timeout, a 401, …) is one of a pull: its message speaks of getting an image out of a registry,
 * and of nothing else. Each tool says so with other words; what they share is a verb of getting with a noun of images,
 * a command that pulls, or a URL of the registry's API, next to an image or a host of a registry.
 */
export function aboutPull(
  text: string,
  { text: squashed, at }: Squashed,
  mentions: readonly Mention[],
  others: readonly Match[],
): (symptom: Match) => boolean {
  const places = [...squashed.matchAll(pulling)].map(({ index }) => at(index));
  const images = mentions.filter(({ image, host }) => image !== undefined || (host !== undefined && isAzureHost(host)));
  const hosts = [...squashed.matchAll(/azurecr\./g)].map(({ index }) => at(index));
  return symptom => {
    const { start, end, signature } = symptom;
    const message = messageAround(text, start, end);
    const isIn = (place: number) => place >= message.start && place < message.end;
    const said = text.slice(message.start, message.end).toLowerCase();
    if (otherBusiness.test(said) || others.some(other => decides(other, message))) return false;
    if (endsAtForeignUrl(text.slice(message.start, end).toLowerCase().replace(documents, ''))) return false;
    const getsImages = signature.id === 'any-failed-pull' || places.some(isIn);
    const host = hosts.some(isIn);
    const image = images.some(({ start: place }) => isIn(place));
    // What isn't there may be anything; it is an image where one stands right before, or its URL does.
    if (signature.id === 'any-not-found') return getsImages && isMissingImage(text, start, images);
    if (signature.id === 'any-bad-name') return getsImages || host;
    if (signature.id === 'any-platform') return getsImages && (host || image);
    if (signature.stage === 'reach' && host) return true;
    return getsImages && (host || image || registryWords.test(said));
  };
}

/** A message is a line with what stands around it: the command before, the rest of an error that was wrapped. */
const documents = /https?:\/\/(?:aka\.ms|learn\.microsoft|docs\.|go\.microsoft|github\.com)[^\s]*/g;

function messageAround(text: string, start: number, end: number) {
  return {
    start: Math.max(lineBefore(text, start, 4), start - 700),
    end: Math.min(nextLine(text, end), end + 200),
  };
}

function lineBefore(text: string, from: number, lines: number): number {
  let at = from;
  for (let i = 0; i < lines && at > 0; i++) at = text.lastIndexOf('\n', at - 1);
  return Math.max(at, 0);
}

function nextLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at;
}

/** A probe, a crash or a step of a build in the same message is what the symptom belongs to. */
function decides({ signature: { id, kind }, start }: Match, message: { start: number; end: number }): boolean {
  return kind === 'other' && !undecided.has(id) && start >= message.start && start < message.end;
}

const undecided: ReadonlySet<string> = new Set([
  'bare-back-off',
  'other-audience',
  'bare-denied',
  'revision-failed',
  'healthy',
  'tool-trouble',
]);

function isMissingImage(text: string, start: number, images: readonly Mention[]): boolean {
  const before = text.slice(Math.max(0, start - 160), start).toLowerCase();
  if (
    images.some(image => image.start < start && start - image.start < 200 && !/\n/.test(text.slice(image.start, start)))
  )
    return !/(?:secret|file|executable|command|module|configmap|identity|service ?account)[^\n]{0,60}$/.test(before);
  return /(?:container image|manifest|\/manifests\/|\/blobs\/)[^\n]{0,100}$/.test(before);
}

/** In a squashed text: `failedtopulltheimage`, `dockerpull`, `/v2/a/manifests/1`, `oauth2/token?scope=…:pull`. */
const pulling = new RegExp(
  [
    '(?:pull|fetch|resolv|retriev|download|load|inspect|copy|import|read|obtain|get|access|unpack)(?:ed|e|es|s|ing)?(?:of|from|the|a|an|base|docker|container|oci|helm|remote|source|system|metadata|for|your|this|private|runtime)*(?:image|manifest|chart|artifact|artefact|layer|blob|reference|descriptor)',
    '(?:image|chart|artifact|layer|manifest)(?:s|re|load|metadata)?(?:pull|fetch|retriev|download|resol|unavailable|inaccessible)',
    '(?:docker|podman|nerdctl|crictl|ctr|oras|helm|crane|skopeo|buildah|regctl|compose|wasm-to-oci|chart)(?:images?|-n[a-z0-9.]+)?(?:pull|copy|cp|inspect|manifest|create|run|install|upgrade|template|dependency|show)',
    '(?:tryingto|unableto|failedto|couldnot|cannot|cant|error|while|when)(?:pull|copy:|resolve)',
    '(?:access|reach|contact|connect|login|logon|authenticat|communicat)[a-z]{0,20}(?:registry|repository)',
    '\\[(?:manifests|blobs)|failedtosolve',
    String.raw`pulling|imagepull|containerimage|template\.containers|manifestfor`,
    'errorresponsefromregistry|errorfromregistry|docker://|oci://|initializingsource|sourcemetadata|loadmetadata|contentof',
    'installationfailed|upgradefailed|getting(?:manifest|image)',
    'errorresponsefromdaemon:(?:get|head)http',
    String.raw`/v2/[^\s?]{1,200}?/(?:manifests|blobs)/`,
    'oauth2/(?:token|exchange)',
    '%3apull|:pull&',
    'azacr(?:login|check-health|import)',
    'akscheck-acr',
    'dockerlogin|podmanlogin|helmregistrylogin|oraslogin|login-action|loggingin',
  ].join('|'),
  'g',
);

/** Where no host of Azure is near, these say that a registry of images is spoken of. */
const registryWords =
  /registry|\bdocker\b(?!-)|daemon|containerd|kubelet|podman|cri-?o\b|buildkit|oci:\/\/|\/v2\/|\bpod\b|container ?image|frontend dockerfile/;

/** Messages with these are of something else, whatever image or registry they name. */
const otherBusiness =
  /probe (?:failed|errored)|mountvolume|failedmount|sandbox|npm (?:err|error|warn)|nu1301|pypi|apt-get|\bgit (?:pull|clone|fetch)|fatal: repository|terraform\.io|npmjs|schema-?registry|\/acr\/v1\/|\/_catalog|already in use|failed to unmount|garbage collect|key ?vault|servicebus|database\.windows|postgres|redis|\.documents\.azure|metrics\.k8s\.io|\bput "?https|\bpost "?https?:\/\/[^\s"]*\/blobs|uploads?\/|evict|hkey_|matching signatures|cosign|notation|artifact\(s\)|actions\.results|artifactory/;
