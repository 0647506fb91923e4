import type { Match } from '../signature.ts';
import { isSaidOfAnything } from '../signatures/index.ts';
import { isAdministration } from './administration.ts';
import { isAside } from './asides.ts';
import { commandAt } from './commands.ts';
import { isOutputOfContainer } from './containers.ts';
import { isOfFile, isOfPicture } from './files.ts';
import type { Mention } from './images.ts';
import { lineEnd, ownLineStart } from './lines.ts';
import { isForeignLogin } from './logins.ts';
import { saidByPuller } from './pullers.ts';
import { sectionEnd, sectionStart } from './sections.ts';
import { engines, registries } from './terms.ts';

/** Words that look like a failed pull's, and are said by somebody else: about a probe, a listing, another service. */
export function elsewhereIn(
  whole: string,
  squashed: string,
  mentions: readonly Mention[],
  isSaidOfPull: (match: Match) => boolean,
): (match: Match) => boolean {
  const otherService = otherAudience.test(squashed);
  const signsInElsewhere = otherService && !registry.test(squashed);
  const aboutImages = images.test(squashed) || mentions.some(({ image }) => image !== undefined);
  const ofScanner = mentions.filter(({ repository }) => scannersImage.test(repository ?? ''));
  return found => {
    const { kind, stage } = found.signature;
    if (kind !== 'pull') return false;
    if (ofScanner.some(({ start }) => start > found.start - 300 && start < found.end)) return true;
    // Who says himself that he pulls is not asked what stands in another paragraph.
    const from = saidByPuller(whole, found.start, found.end) ? sectionStart(whole, found.start) : 0;
    const text = whole.slice(from);
    const match = { ...found, start: found.start - from, end: found.end - from };
    if (
      isAside(match, text) ||
      isOfFile(match, text) ||
      isOfPicture(match, text) ||
      isOutputOfContainer(text, match.start, match.end) ||
      isForeignLogin(match, text, behind(mentions, from)) ||
      isAdministration(match, text)
    )
      return true;
    if (stage === 'reach') return !aboutImages || isReachedElsewhere(match, text) || isOfAnotherLine(match, text);
    if (
      stage === 'authorise' &&
      (!(aboutImages || registryMatters.test(squashed)) || endsAtForeignUrl(before(match, text)))
    )
      return true;
    // A short paragraph that runs a command of registries is about it, wherever in it the command stands.
    const paragraph = whole.slice(sectionStart(whole, found.start), sectionEnd(whole, found.end, 1500));
    const isForRegistry = paragraph.length < 1500 && registryCommand.test(paragraph);
    if (isOfEntra(match) && !isSaidOfPull(found) && !isForRegistry && !imagesOrRegistries.test(around(match, text)))
      return true;
    if (
      match.signature.id === 'check-acr-identity' &&
      (signsInElsewhere || !isSaidOfPull(found)) &&
      (mounted.test(around(match, text)) || !nodes.test(around(match, text)))
    )
      return true;
    if (
      match.signature.id === 'principal-of-another-directory' &&
      ((/deployment/i.test(text) && !attaching.test(text)) ||
        /azurerm_role_assignment|\bassigning (?:a role|acrpull)/i.test(text))
    )
      return true;
    return isOfAnybody(match) && (signsInElsewhere || (otherService && !isForRegistry && !isSaidOfPull(found)));
  };
}

/** What scanners know of vulnerabilities is in a registry, too; it is the image of no workload. */
const scannersImage = /(?:^|\/)trivy-(?:java-)?db$/;

/** Those at or behind a position, with their places counted from there. */
function behind(mentions: readonly Mention[], from: number): readonly Mention[] {
  if (from === 0) return mentions;
  return mentions.filter(({ start }) => start >= from).map(mention => ({ ...mention, start: mention.start - from }));
}

/** Timeouts and certificates are everywhere; these are of a probe, of the API server, or of a URL that is no registry's. */
function isReachedElsewhere(match: Match, text: string): boolean {
  const own = text.slice(ownLineStart(text, match.start), match.end).toLowerCase();
  if (
    /probe\s+(?:failed|errored)|unable to connect to the server|unable to access 'https?:|image stats|transport: authentication handshake failed/.test(
      own,
    )
  )
    return true;
  return endsAtForeignUrl(before(match, text));
}

const before = ({ start, end }: Match, text: string) => text.slice(Math.max(0, start - 300), end).toLowerCase();

/**
 * A log names its image once and then speaks of other things: a line that ends in a timeout, says itself what could not
 * be reached, and no image. A line that a terminal broke off is no line of its own: the one before it is full.
 */
function isOfAnotherLine({ start, end }: Match, text: string): boolean {
  const newline = text.lastIndexOf('\n', end - 1);
  if (newline < start) return false;
  const own = text.slice(newline + 1, Math.min(lineEnd(text, end), end + 120)).toLowerCase();
  const previous = text.slice(text.lastIndexOf('\n', newline - 1) + 1, newline);
  if (images.test(own) || !/\b(?:fatal|error|err|panic|exception|fail(?:ed)?|could not|unable)\b/.test(own))
    return false;
  const [word = ''] = own.trimStart().split(' ', 1);
  return previous.length < 60 || (word.length > 2 && previous.trimStart().toLowerCase().startsWith(`${word} `));
}

/** Whether the last URL of a text, in lower case, is that of no registry. Links to documents don't count. */
export function endsAtForeignUrl(before: string): boolean {
  // Layers come from wherever the registry sends to.
  if (/httpreadseeker|failed to pull (?:and unpack )?image[^\n]*$/.test(before)) return false;
  const said = before.replace(documents, '');
  const url = Math.max(said.lastIndexOf('http://'), said.lastIndexOf('https://'));
  return url >= 0 && !registryUrl.test(said.slice(url));
}

const documents = /https?:\/\/(?:aka\.ms\/(?!acr)|learn\.microsoft|docs\.|go\.microsoft|github\.com)[^\s]*/g;

const registryUrl =
  /azurecr\.|\/v2\/*(?:["'\s:,)]|$)|\/v2\/\S{1,300}?\/(?:manifests|blobs|tags)\b|\*\*\*|scope=repository|docker\.(?:io|com)|blob\.core|mcr\.microsoft|ghcr\.io|quay\.io|gcr\.io|pkg\.dev|\/\/registry[.-](?!terraform|npmjs)|harbor|aka\.ms\/acr|api\.ecr\.|\.mscr\.io|\/docker\/registry\/v2\//;

/** Entra says the same of every service; what the token was for is another one, and no registry is spoken of. */
const otherAudience =
  /graph\.microsoft|external-secrets|vault\.azure|keyvault|secretsstore|failedmount|mountvolume|database\.windows|servicebus|azure\/login|azurelogin|management\.(?:azure\.com|core\.windows\.net)|redirect_?uri|replyurl|openid|kubelogin|azmk8s|terraform|azurerm|loggedintotheserver/;
const registry =
  /azurecr\.|acrlogin|acrcheck|checkacr|containerregistr|docker|pullimage|imagepull|podman|kubelet.{0,80}image/;

const registryCommand = /\baz acr (?:login|check-health)\b|\bdocker (?:login|pull) \S|\bcheck-acr\b|\[validate-acr\]/i;

/** The codes of Entra are the same for whatever was signed in to; alone they say of no registry. */
const isOfEntra = ({ signature: { words } }: Match) => words.some(([first = '']) => first.startsWith('aadsts'));

/** Words of Entra, and those of no tool in particular. */
const isOfAnybody = (match: Match) =>
  match.signature.stage === 'authenticate' &&
  (isOfEntra(match) || isSaidOfAnything(match.signature) || match.signature.id.startsWith('any-'));

/** What a role is assigned for, where one is that lets pull. */
const attaching =
  /acrpull|azurecr\.|--attach-acr|containerregistry\/registries|7f951dda-4ed3-4680-a7ca-43fe172d538d|\bacr\b/i;

/** Secrets are mounted with an identity, too, and may be called what they will. */
const mounted = /mountvolume|failedmount|secrets store/i;

/** An app asks for its identity in the same words; the node does so for a registry. */
const nodes = /azurecr\.|\bacr\b|acr-|\bregistry\b|kubelet|validating managed identity/i;

const imagesOrRegistries = new RegExp(
  String.raw`azurecr\.|azure_credentials\.go|\bacr\b|\bacr[a-z-]*(?:pull|auth|credential|login|task|build)|container ?registr|(?<![/-])\bregistr(?:y|ies)\b(?!-)|\bimages?\b|\bimage ?pull|(?<!git )\bpull(?:ing|ed|s)?\b(?! request)|\b(?:${engines}|oras)\b|service principal credentials?(?: validation)?:? failed|sign in to aad failed`,
  'i',
);

/** The line of a match, and the command that it is the output of. */
function around({ start, end }: Match, text: string): string {
  const line = text.slice(ownLineStart(text, start), Math.min(lineEnd(text, end), end + 2000));
  // Whose image it is that logs is no word of what it logs.
  const own = line.replace(loggers, '');
  const typed = commandAt(text, start);
  const command = typed && typed.start >= sectionStart(text, start) ? typed.words : '';
  // Who could not sign in is named behind why: `Unable to log in to shop.azurecr.io`.
  const [host = ''] = /\blog ?in to [a-z0-9.-]+azurecr\.[a-z]+/i.exec(text.slice(end, end + 900)) ?? [];
  // What an app wrote into its log is no word of Docker.
  return /\blogs\b/.test(command) ? own : `${command}\n${own}\n${host}`;
}

const loggers = /blob container '[^'\n]{1,80}'|"container_?image"\s*:\s*"[^"]*"|\(image \S{1,200}\) is running/gi;

/** A timeout or a certificate alone is anybody's. */
const images = new RegExp(
  String.raw`${registries}|${engines}|azacr|acrrefresh|acrtoken|acr:|\baz acr\b|daemon|connectivity_|(?:reading|fetching) ?blob|pull|registry|image|aka\.ms/acr|toomanyrequests:|download ?failed ?after ?attempts|httpreadseeker|failed ?to ?copy: ?read ?tcp|server ?message: ?insufficient_scope|fetch ?anonymous ?token|failed ?to ?fetch ?oauth ?token:|^\W*(?:error:? ?)?(?:unauthorized: ?authentication ?required|(?:unauthorized: ?)?no ?basic ?auth ?credentials)\W*$`,
);

/** To attach a registry is to assign a role; these tokens are only ever fetched for a registry. */
const registryMatters = /roleassignment|principal|anonymoustoken|oauthtoken/;
