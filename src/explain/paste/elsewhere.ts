import { isAzureHost } from '../../manifests/image.ts';
import type { Match } from '../signature.ts';
import { isSaidOfAnything } from '../signatures/index.ts';
import { type Command, commandAt } from './commands.ts';
import type { Mention } from './images.ts';
import { ownLineStart } from './lines.ts';

/** Words that look like a failed pull's, and are said by somebody else: about a probe, a listing, another service. */
export function elsewhereIn(
  text: string,
  squashed: string,
  mentions: readonly Mention[],
  isSaidOfPull: (match: Match) => boolean,
): (match: Match) => boolean {
  const otherService = otherAudience.test(squashed);
  const signsInElsewhere = otherService && !registry.test(squashed);
  // A short text that runs a command of registries is about it, wherever in it the command stands.
  const isForRegistry = text.length < 1500 && registryCommand.test(text);
  const aboutImages = images.test(squashed) || mentions.some(({ image }) => image !== undefined);
  const ofScanner = mentions.filter(({ repository }) => scannersImage.test(repository ?? ''));
  return match => {
    const { kind, stage } = match.signature;
    if (kind !== 'pull') return false;
    if (ofScanner.some(({ start }) => start > match.start - 300 && start < match.end)) return true;
    const said = before(match, text);
    if (
      // What a scanner fetches for itself has a sound name.
      (scannersData.test(said) && match.signature.id !== 'invalid-reference') ||
      cacheImport.test(said) ||
      search.test(said) ||
      /^(?:podman|docker|nerdctl) search\b/.test(commandAt(text, match.start)?.words ?? '') ||
      isOfFile(match, text) ||
      isOfPicture(match, text)
    )
      return true;
    if (isForeignLogin(match, text, mentions) || isListing(match, text)) return true;
    if (isOfManagement(match, text) || adminsPasswords.test(said)) return true;
    if (stage === 'reach') return !aboutImages || isReachedElsewhere(match, text) || isOfAnotherLine(match, text);
    if (
      stage === 'authorise' &&
      (!(aboutImages || registryMatters.test(squashed)) || endsAtForeignUrl(before(match, text)))
    )
      return true;
    if (isOfEntra(match) && !isSaidOfPull(match) && !isForRegistry && !imagesOrRegistries.test(around(match, text)))
      return true;
    if (
      match.signature.id === 'check-acr-identity' &&
      (signsInElsewhere || !isSaidOfPull(match)) &&
      !nodes.test(around(match, text))
    )
      return true;
    if (match.signature.id === 'principal-of-another-directory' && /deployment/i.test(text) && !attaching.test(text))
      return true;
    return isOfAnybody(match) && (signsInElsewhere || (otherService && !isForRegistry && !isSaidOfPull(match)));
  };
}

/** Timeouts and certificates are everywhere; these are of a probe, of the API server, or of a URL that is no registry's. */
function isReachedElsewhere(match: Match, text: string): boolean {
  const own = text.slice(ownLineStart(text, match.start), match.end).toLowerCase();
  if (/probe\s+(?:failed|errored)|unable to connect to the server/.test(own)) return true;
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
  const own = text.slice(newline + 1, end).toLowerCase();
  const previous = text.slice(text.lastIndexOf('\n', newline - 1) + 1, newline);
  if (images.test(own) || !/\b(?:fatal|error|err|panic|exception|fail(?:ed)?|could not|unable)\b/.test(own))
    return false;
  const [word = ''] = own.trimStart().split(' ', 1);
  return previous.length < 60 || (word.length > 2 && previous.trimStart().toLowerCase().startsWith(`${word} `));
}

/** Scanners fetch what they know of vulnerabilities from a registry, too; it is the image of no workload. */
const scannersData = /vulnerab\w{0,10} (?:db|database)|\bvulndb\b/;
const scannersImage = /(?:^|\/)trivy-(?:java-)?db$/;

/** A build that finds no cache to begin with goes on without it. */
const cacheImport = /importing cache manifest from \S*(?:\s*\n\W*\d* ?error:[^\n]*not found)$/;

/** Pictures, disks and models are loaded and fetched in the same words. */
const files =
  /[\w)\]-]\.(?:png|jpe?g|gif|webp|svg|bmp|ico|tiff?|psd|heic|avif|qcow2|vmdk|vhdx?|ova|iso|gguf|safetensors|apk|aab|dmg)\b(?![/:]\S)/;

const models = /registry\.ollama\.ai|pull model manifest/;

function isOfFile({ start, end }: Match, text: string): boolean {
  const newline = text.indexOf('\n', end);
  const line = text
    .slice(ownLineStart(text, start), Math.min(newline < 0 ? end + 300 : newline, end + 2000))
    .toLowerCase();
  if (models.test(line)) return true;
  return files.test(line) && !/azurecr\.|\/v2\/(?!library\/)|containerd|rpc error/.test(line);
}

/** An image that is fetched, and not pulled, is one for people to look at, unless a container is spoken of. */
function isOfPicture({ start, end }: Match, text: string): boolean {
  const said = text.slice(start, end).toLowerCase();
  if (/pull/.test(said) || !/(?:fetch|load|get|retriev|obtain)\w*[^\n]{0,30}?\bimages?\b/.test(said)) return false;
  return !ofContainers.test(text.slice(Math.max(0, start - 600), end + 600));
}

const ofContainers =
  /azurecr\.|registr(?:y|ies)|docker|container|kube|\bpods?\b|\bocir?\b|manifest|podman|\bcri\b|crane|helm|buildx|digest|sha256|\/v2\/|\w\/[\w.-]+:[\w.-]+(?![\w./-])|image ["'\x60]?[\w./-]+:[\w.-]+/i;

/** To look for images by words is no pull. */
const search = /\/v1\/search\?[^\n]*$|couldn't search registry[^\n]*$/;

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
  /graph\.microsoft|vault\.azure|keyvault|secretsstore|failedmount|mountvolume|database\.windows|servicebus|azure\/login|azurelogin|management\.(?:azure\.com|core\.windows\.net)|redirect_?uri|replyurl|openid|kubelogin|azmk8s|terraform|azurerm|loggedintotheserver/;
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

/** An app asks for its identity in the same words; the node does so for a registry. */
const nodes = /azurecr\.|\bacr\b|acr-|\bregistry\b|kubelet|validating managed identity/i;

const imagesOrRegistries =
  /azurecr\.|\bacr\b|\bacr[a-z-]*(?:pull|auth|credential|login|task|build)|container ?registr|(?<![/-])\bregistr(?:y|ies)\b(?!-)|\bimages?\b|\bimage ?pull|(?<!git )\bpull(?:ing|ed|s)?\b(?! request)|\b(?:docker|containerd|podman|crictl|nerdctl|skopeo|oras)\b|service principal credentials?(?: validation)?:? failed|sign in to aad failed/i;

/** The line of a match, and the command that it is the output of. */
function around({ start, end }: Match, text: string): string {
  const newline = text.indexOf('\n', end);
  const own = text.slice(ownLineStart(text, start), Math.min(newline < 0 ? text.length : newline, end + 2000));
  const command = commandAt(text, start)?.words ?? '';
  // What an app wrote into its log is no word of Docker.
  return /\blogs\b/.test(command) ? own : `${command}\n${own}`;
}

/** A timeout or a certificate alone is anybody's. */
const images =
  /azurecr\.|azacr|acrrefresh|acrtoken|acr:|\baz acr\b|daemon|connectivity_|(?:reading|fetching) ?blob|\/v2\/|\/manifests\/|pull|registry|image|docker|containerd|podman|oci:\/\//;

/** To attach a registry is to assign a role; these tokens are only ever fetched for a registry. */
const registryMatters = /roleassignment|principal|anonymoustoken|oauthtoken/;

/** Who signs in to another registry pulls nothing yet, and Azure has no say there; a runner does so for a job's image. */
function isForeignLogin({ start, end }: Match, text: string, mentions: readonly Mention[]): boolean {
  const asked = loginEndpoint.exec(text.slice(ownLineStart(text, start), end + 200));
  if (
    asked?.[1] &&
    !isAzureHost(asked[1].toLowerCase()) &&
    !pullBegun.test(text.slice(Math.max(0, start - 600), end + 300))
  )
    return true;
  const from = Math.max(0, start - 600);
  const begun = [...text.slice(from, end).matchAll(login)].at(-1);
  if (!begun || pulled.test(text.slice(from + begun.index, end + 600).toLowerCase())) return false;
  const host = mentions.findLast(mention => mention.start < end && mention.host !== undefined)?.host;
  return host !== undefined && !isAzureHost(host);
}

/** Where `docker login` tries what it was given; a pull is refused at the manifest, and says so behind the URL. */
const loginEndpoint =
  /(?:error response from daemon: get "?https?:\/\/|login attempt to https?:\/\/)([\w.-]+)(?::\d+)?\/v[12]\/(?:"?: (?:unauthorized|denied)\b| failed with status)/i;

const pullBegun =
  /failed to pull|pulling|unable to pull|cannot pull|(?:docker|podman|compose|image) (?:pull|build|run|up|create)\b|unable to find image|load metadata|^(?:from|pull) /im;

const login =
  /docker\/login-action|(?<!require ['"`])\b(?:docker|podman|helm registry|oras|nerdctl|buildah|crane auth) login\b|\blogging into\b/gi;
const pulled = /pull|manifest|image|docker login for/;

/** What `az acr repository list` was refused is no pull, whatever kept it from the registry. */
function isOfManagement({ start, signature }: Match, text: string): boolean {
  const [typed, quoted] = [commandAt(text, start), quotedCommandAt(text, start)];
  const command = (quoted?.start ?? -1) > (typed?.start ?? -1) ? quoted : typed;
  // What assigns a role says so without the command that it ran itself.
  if (/role assignment failed/i.test(text.slice(ownLineStart(text, start), start))) return true;
  if (!command || signature.id === 'principal-of-another-directory') return false;
  // An import pulls, and a build does, but not where Azure does not show the registry that was to get the image.
  if (signature.id === 'registry-not-in-subscription' && /^az acr (?!login|check-health)[a-z]/.test(command.words))
    return true;
  const own = text.slice(ownLineStart(text, start), start + 200);
  // Whoever looks something up and pastes an event behind it pastes an event.
  if (/failed to pull|pull(?:ing)? image|pullimage|^\s*(?:warning|normal)\s{2}|error response from daemon/i.test(own))
    return false;
  // A blank line ends what a command printed; what somebody says of one goes on behind it.
  return management.test(command.words) && (command === quoted || !text.slice(command.start, start).includes('\n\n'));
}

/** `When running: \`az acr repository show-tags …\` we get`: a command that somebody tells of. */
function quotedCommandAt(text: string, position: number): Command | undefined {
  const from = Math.max(0, position - 600);
  const found = [...text.slice(from, position).matchAll(/`(az acr [a-z][^`\n]{0,200})`/g)].at(-1);
  return found?.[1] === undefined ? undefined : { start: from + found.index, words: found[1] };
}

const management =
  /^az (?:acr (?:repository|manifest|show|update|list|delete|create|config|network-rule|purge)\b|role |ad |account |group |resource )/;

/** The passwords of the admin account were to be shown or renewed: nobody wanted an image. */
const adminsPasswords = /cannot perform credential operations/;

/** To list repositories and tags takes a right of its own (`metadata_read`, the catalog), which no pull asks for. */
function isListing({ start, end }: Match, text: string): boolean {
  const near = text.slice(Math.max(0, start - 200), end + 600).toLowerCase();
  const newline = text.indexOf('\n', end);
  const own = text
    .slice(ownLineStart(text, start), Math.min(newline < 0 ? text.length : newline, end + 2000))
    .toLowerCase();
  // Helm looks a chart's version up among the tags before it pulls it.
  if (/\/tags\/list\b/.test(own)) return !/\bcharts?\b|\bhelm\b|installation failed|upgrade failed/.test(near);
  const before = text.slice(Math.max(0, start - 500), start).toLowerCase();
  return (
    listing.test(own.replaceAll(/"\s*:\s*"/g, ':')) ||
    ofTags.test(text.slice(start, end + 600).toLowerCase()) ||
    toList.test(before.slice(-300)) ||
    askedForListing.test(text.slice(start, end + 600)) ||
    deleting.test(text.slice(Math.max(0, start - 300), end + 200)) ||
    deleted.test(text.slice(Math.max(0, start - 800), end + 600)) ||
    /failed to purge \w+: /.test(before)
  );
}

const listing =
  /\/_catalog\b|\/acr\/v1\/|name:"?catalog|registry(?::|%3a)catalog|metadata_read|acr (?:repository|manifest) (?:list|show|delete|untag|update)|_docker_utils\.registryexception|failed to purge|\bscan failed: |could not get tags from registry|\brequesting tags: /;

const toList =
  /\b(?:to|i) (?:get|see|show|list|read) (?:the |a )?(?:list of )?(?:the |all )?(?:repositories|tags|images) in\b[^\n]*\n[^\n]*$/;

/** The detail below the error says what was wanted. */
const askedForListing =
  /^[^}]{0,500}"Action"\s*:\s*"(?:metadata_read|\*)"|www-authenticate:[^\n]{0,400}:metadata_read"/i;

const deleted = /\bDELETE (?:https?:\/\/[^\s/]+)?\/v2\/|request\.method=DELETE\b/;

const deleting =
  /\bdelet(?:e|es|ed|ing) (?:the |an? |this )?(?:azure |docker |container )?(?:images?|tags?|manifests?|repositor(?:y|ies))\b/i;

/** What Azure's packages call the deletion and the locking of tags and manifests, in the stack below the error. */
const ofTags = /\b(?:delete|update)(?:acr)?(?:tag|manifest|repository)\w{0,12}\b/;
