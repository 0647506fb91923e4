import { isAzureHost } from '../../model/host.ts';
import type { Match } from '../signature.ts';
import { isOfCollector, nameStart } from './collectors.ts';
import { commandAt } from './commands.ts';
import { isOutputOfContainer } from './containers.ts';
import { endsAtForeignUrl } from './elsewhere.ts';
import type { Mention } from './images.ts';
import { lineEnd, lineStart, ownLineStart } from './lines.ts';
import { sectionStart } from './sections.ts';
import type { Squashed } from './squash.ts';
import { stepAt } from './steps.ts';
import { engines, registries } from './terms.ts';

/**
 * Whether a symptom (a timeout, a 401, …) is one of a pull: its message speaks of getting an image out of a registry,
 * and of nothing else. Each tool says so with other words; what they share is a verb of getting with a noun of images,
 * a command that pulls, or a URL of the registry's API, next to an image or a host of a registry.
 */
export function aboutPull(
  text: string,
  { text: squashed, at }: Squashed,
  places: readonly number[],
  mentions: readonly Mention[],
  others: readonly Match[],
): (symptom: Match) => boolean {
  const images = mentions
    .filter(({ image, host }) => image !== undefined || (host !== undefined && isAzureHost(host)))
    .map(({ start }) => start)
    .filter(start => !isOfCollector(text, start));
  const hosts = [...squashed.matchAll(/azurecr\./g)]
    .map(({ index }) => at(index))
    .filter(position => !isOfCollector(text, nameStart(text, position)));
  return symptom => {
    const { start, end, signature } = symptom;
    const message = messageAround(text, start, end, others);
    const said = text.slice(message.start, message.end).toLowerCase();
    if (
      isOtherBusiness(text.slice(ownLineStart(text, start), message.end)) ||
      isOutputOfContainer(text, start, end) ||
      isInKey(text, symptom) ||
      others.some(other => decides(other, lineOf(text, symptom)))
    )
      return false;
    if (signature.id === 'any-failed-pull' && isWrapper(text, symptom)) return false;
    // `failed to load image https://…`: what was to be loaded stands behind.
    const upTo = signature.id === 'any-failed-pull' ? end + 24 : end;
    if (endsAtForeignUrl(text.slice(message.start, upTo).toLowerCase())) return false;
    const step = stepAt(text, start, end);
    if (step === 'other' && signature.id === 'any-disk') return false;
    const isOfBuild = step === 'pull' || isOutputOfPull(text, start, others);
    const getsImages = signature.id === 'any-failed-pull' || isOfBuild || isAnyIn(places, message);
    const host = isAnyIn(hosts, message);
    const image = isAnyIn(images, message);
    // What isn't there may be anything; it is an image where one stands right before, or its URL does.
    if (signature.id === 'any-not-found') return isMissingImage(text.slice(message.start, start), getsImages);
    if (signature.id === 'any-bad-name') return getsImages || host;
    if (signature.id === 'any-platform') return getsImages && (host || image);
    return getsImages && (host || image || isOfBuild || registryWords.test(said));
  };
}

/**
 * Whether words that a row knows are said of a pull. Logs name the image of what they log, and an app that is refused
 * or gets no answer says so in the same words as a runtime that pulls: a name is not enough, a verb or a request is.
 */
export function speaksOfPull(
  text: string,
  places: readonly number[],
  others: readonly Match[],
): (match: Match) => boolean {
  return match => {
    const { start, end } = match;
    const message = messageAround(text, start, end, others);
    const isOfRegistry = ofRegistry.test(text.slice(start, end).toLowerCase());
    if (!isOfRegistry && isOtherBusiness(text.slice(ownLineStart(text, start), end))) return false;
    if (isOutputOfContainer(text, start, end)) return false;
    return isAnyIn(places, message) || stepAt(text, start, end) === 'pull' || isOutputOfPull(text, start, others);
  };
}

/** Whether the line of a match, or what stands right behind it, names an image or a registry of Azure. */
export function isSaidOfImage(text: string, { start, end }: Match, mentions: readonly Mention[]): boolean {
  const from = text.lastIndexOf('\n', start);
  const line = text.slice(from + 1, end);
  // Who lets pods in looks at images, too, and pulls none.
  if (isOtherBusiness(line) || /admission webhook/i.test(line)) return false;
  return mentions.some(
    mention =>
      mention.start >= from &&
      mention.start < end + 120 &&
      (mention.image !== undefined || (mention.host !== undefined && isAzureHost(mention.host))) &&
      !isOfCollector(text, mention.start),
  );
}

/** Whether a position stands in what `docker pull` and its like print, before they got anything. */
function isOutputOfPull(text: string, position: number, others: readonly Match[]): boolean {
  if (layers.test(text.slice(Math.max(0, position - 600), position))) return true;
  const command = commandAt(text, position);
  if (
    command === undefined ||
    command.start < sectionStart(text, position) ||
    position - command.start > 1500 ||
    !pullCommand.test(command.words)
  )
    return false;
  return !others.some(
    ({ signature, start }) => signature.kind === 'pulled' && start > command.start && start < position,
  );
}

/** The rows of layers that Docker fills while it pulls, and right behind them what came of it. */
const layers =
  /(?:^|\n)\W{0,4}[0-9a-f]{12}: {1,2}(?:downloading|download complete|retrying in|pull complete|verifying checksum|extracting|pulling fs layer)\b[^\n]*\n(?:[^\n]*\n){0,1}[^\n]*$/i;

const pullCommand =
  /^(?:sudo )?(?:(?:docker|podman|nerdctl)(?: image)? pull|docker compose pull|crictl pull|ctr (?:-\S+ )*images? pull|helm pull|oras pull)\b/;

/** Whether one of the places, which are in order, is in a message. */
function isAnyIn(places: readonly number[], message: { readonly start: number; readonly end: number }): boolean {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) < message.start) low = middle + 1;
    else high = middle;
  }
  return low < places.length && (places[low] ?? 0) < message.end;
}

/** A message is a line with what stands around it: the command before, the rest of an error that was wrapped. */
function messageAround(text: string, start: number, end: number, others: readonly Match[]) {
  // What a pull that succeeded stands before is no word of that pull.
  const pulled = others.findLast(other => other.signature.kind === 'pulled' && other.end <= end);
  const got = pulled === undefined ? 0 : Math.min(lineEnd(text, pulled.end), start);
  const own = ownLineStart(text, start);
  const above = Math.max(lineBefore(text, own, 4), sectionStart(text, start));
  const isOwn = ownMessage.test(text.slice(own, own + 60)) && !pullsThere.test(text.slice(above, own));
  return {
    start: isOwn ? own : Math.max(lineBefore(text, start, 4), start - 700, got, sectionStart(text, start)),
    end: Math.max(Math.min(lineEnd(text, end), end + 200), stackEnd(text, lineEnd(text, end))),
  };
}

/** A line that says itself that it is an error, and of whom; what it was about is said above only by what pulls there. */
const ownMessage = /^(?:\S{10,30}Z? +\[?(?:error|warn)|(?:error|fatal): |an error occurred \()/i;
const pullsThere =
  /^[^\w\n]*(?:info:\s+)?(?:pulling|trying to pull|copying blob|getting image|retrieving|(?:downloading|fetching) (?:\w+ )?image)\b|^\S+: pulling from |^(?:[^\n]{0,60}[$#>%+] )?(?:sudo )?(?:(?:docker|podman|nerdctl|helm|oras|crane|crictl|ctr|buildah|az acr)(?: \w+)? (?:pull|login)|docker (?:buildx imagetools|manifest) inspect|(?:skopeo|crane) (?:copy|inspect|export))\b/im;

/** An exception's frames belong to it: they name what was called. */
function stackEnd(text: string, from: number): number {
  let end = from;
  // Jib names the step that failed behind the error.
  if (/^\n> pulling base image/.test(text.slice(end, end + 30))) end = lineEnd(text, end + 1);
  for (let i = 0; i < 8 && /^\n[^\n]{0,20}(?: --->|\bat) [\w.]/.test(text.slice(end, end + 40)); i++)
    end = lineEnd(text, end + 1);
  return end;
}

function lineBefore(text: string, from: number, lines: number): number {
  let at = from;
  for (let i = 0; i < lines && at > 0; i++) at = lineStart(text, at) - 1;
  return Math.max(at, 0);
}

/** A probe, a crash or a step of a build on the same line is what the symptom belongs to. */
function decides({ signature: { id, kind }, start }: Match, line: { start: number; end: number }): boolean {
  return kind === 'other' && !undecided.has(id) && start >= line.start && start < line.end;
}

/** Testcontainers says of whatever went wrong that it can't get the image; what went wrong stands behind `Caused by:`. */
function isWrapper(text: string, { start, end }: Match): boolean {
  return (
    /containerfetchexception: $/i.test(text.slice(Math.max(0, start - 40), start)) &&
    /\bcaused by:/i.test(text.slice(end, end + 8000))
  );
}

/** `onUnauthorized: retry`, `"networkRuleSet": {`: a word in the name of a setting says of nothing that it happened. */
function isInKey(text: string, { start, end }: Match): boolean {
  const quote = text.lastIndexOf('"', start);
  if (
    start - quote < 80 &&
    /^"[A-Za-z][\w.-]*"\s*:/.test(text.slice(quote, end + 80)) &&
    text.indexOf('"', quote + 1) >= end
  )
    return true;
  const line = lineBefore(text, start, 1);
  const [before = ''] = /^\s*(?:- )?/.exec(text.slice(line, start)) ?? [];
  const [key = ''] = /^[A-Za-z][\w.-]*(?=: )/.exec(text.slice(line + before.length, end + 40)) ?? [];
  return key.length > end - start && line + before.length + key.length >= end;
}

function lineOf(text: string, { start, end }: Match) {
  const line = lineEnd(text, end);
  // What somebody announces stands below.
  const isAnnounced = text.slice(end, line).trimEnd().endsWith(':');
  return { start: lineBefore(text, start, 1), end: isAnnounced ? lineEnd(text, line + 1) : line };
}

const undecided: ReadonlySet<string> = new Set([
  'bare-back-off',
  'other-audience',
  'bare-denied',
  'revision-failed',
  'healthy',
  'tool-trouble',
]);

/** `shop.azurecr.io/web:1: not found`: what Go's clients say of an image; one that a terminal broke off is one, too. */
const imageBefore = /[a-z0-9.-]+\/[a-z0-9._/-]+(?::[\w.-]+|@sha256:\w+)["'”’ \\]{0,4}:? ?$/;

function isMissingImage(upToIt: string, getsImages: boolean): boolean {
  const before = upToIt.slice(-200).toLowerCase();
  // Only a full line was broken off; what follows a short one is another sentence.
  const joined = before.replaceAll(/([^\n]{60})\n\s*/g, '$1');
  if (imageBefore.test(joined)) return getsImages || /azurecr\.[a-z]+\/\S*$/.test(joined.trimEnd());
  if (!getsImages) return false;
  const line = before.slice(before.lastIndexOf('\n') + 1);
  if (/(?:secret|file|executable|command|module|configmap|identity|service ?account)[^\n]{0,60}$/.test(line))
    return false;
  return /azurecr\.|container image|image manifest|\/manifests\/|\/blobs\/|oci:\/\/|docker:\/\//.test(line);
}

/** Where no host of Azure is near, these say that a registry of images is spoken of. */
const registryWords = new RegExp(
  String.raw`${registries}|\bdocker\b(?!-)|${engines.replace('docker|', '')}|registry|\baz acr\b|\bfrom (?:the |my |our )?acr\b|\boci (?:helm )?(?:chart|artifact|image)|anonymous token|fetch oauth token|imagepull|dockerapi|\bdaemon\b|container ?image|image (?:manifest|pulls?\b)|frontend dockerfile`,
);

/** Compose's rows of the other services: ` ! postgres  Interrupted  0.2s` is no trouble of a database. */
const otherServices = /^[^\w\n]{0,8}\w[\w./:-]{0,200}[ \t]+(?:interrupted|skipped|pulled|pulling|waiting)\b[^\n]*$/gm;

const isOtherBusiness = (message: string) => otherBusiness.test(message.toLowerCase().replace(otherServices, ''));

/** Who names a registry's host or its pages speaks of it. */
const ofRegistry = /azurecr\.|aka\.ms\/acr|\/v2\/|oauth2\//;

/** Messages with these are of something else, whatever image or registry they name. */
const otherBusiness =
  /probe (?:failed|errored)|unable to clone|caller is not a trusted service|curl: \(\d+\)(?![^\n]*(?:azurecr|mcr\.|\/v2\/))|container port to open|this operation using this permission|linkedauthorizationfailed|linked subscription|nx-repository|failed to look up \w+ package|storage initializer|timed out waiting for the condition|ports are not available|access a socket|killcontainer|error looking up service account|progress deadline|mounts denied|mountvolume|failedmount|connect to ryuk|sandbox(?! image|[^\n]*(?: sandbox image|fail(?:ed|ure) (?:to pull|pulling) image))(?<!sandbox image[^\n]*)|npm (?:err|error|warn)|nu1301|pypi|crates[.-]io|apt-get|\bgit (?:pull|clone|fetch)|fatal: repository|terraform\.io|npmjs|schema[- ]?registry|\/acr\/v1\/|\/_catalog|already in use|failed to unmount|garbage collect|remove ?image|failed to delete image|key ?vault|servicebus|database\.windows|postgres(?:ql)?:\/\/|npgsql|psql|redis(?:\.|:\/\/|: |connection|exception|timeout)|:(?:6379|6380|5432|1433|3306|27017|567[12]|909[23])\b|\.documents\.azure|metrics\.k8s\.io|\b(?:put|patch|delete) "?https|\bpost "?https?:\/\/[^\s"]*\/blobs|uploads?\/|evict|https?:\/\/\S{1,300}\/index\.yaml|helm repo (?:add|update)|volumedriver|\/containers\/json|hkey_|localizedvalue|password authentication failed for|could not receive data from client|server failed to authenticate the request|pg_hba|"statuscode":\s*"(?:forbidden|unauthorized)"(?![^\n]*pull)|matching signatures|cosign|notation|artifact\(s\)|actions\.results|artifactory(?![\w-]*\.)|error authorizing context|while (?:connecting to|reading(?: response header from)?) upstream(?![^\n]*\/v2\/[^\s"]{1,300}\/(?:manifests|blobs)\/)/;
