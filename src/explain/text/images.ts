import { hostFault, isAzureHost, withoutPort } from '../../model/host.ts';
import { readImage } from '../../read/image.ts';

/** An image, or only a registry's host, that a text names. */
export interface NamedImage {
  /** The image as a runtime would take it. Undefined where only the host is named. */
  readonly image: string | undefined;
  readonly host: string | undefined;
  readonly repository: string | undefined;
  /** The text goes on behind the host, and no runtime would take it: capitals in the repository. */
  readonly isMisspelt: boolean;
  readonly start: number;
  /** The spans of its repository and its tag or digest, which are names and not words. */
  readonly names: readonly { readonly start: number; readonly end: number }[];
}

const mostNames = 2000;
const longest = 600;

/** A host whose name people or pipelines left out: `<myacr>.azurecr.io`, `***.azurecr.io`, `$(acr).azurecr.io`. */
const leftOut = /(?:<[\w -]{1,40}>|\*{3}|\$\{?\(?\w{1,40}[)}]?|\{\{[\w. -]{1,40}\}\})(?=\.azurecr\.(?:io|us|cn)\b)/g;
/** Replaces it while names are read. As long as it was. */
const filler = 'placeholder';

/**
 * The images that a text names, in its order: in quotes, after the words that announce one, in the URLs of the
 * registry's API, and Azure's hosts anywhere.
 */
export function imagesIn(text: string): readonly NamedImage[] {
  const left = new Map<string, string>();
  const filled = text.replace(leftOut, whole => {
    const label = filler.repeat(4).slice(0, whole.length);
    if (!left.has(label)) left.set(label, whole);
    return label;
  });
  const found: NamedImage[] = [];
  for (const { 0: token, index } of filled.matchAll(/[A-Za-z0-9._\-/:@%+~*<>?=&,${}…]+/g)) {
    if (found.length >= mostNames) break;
    if (token.length > longest || token.length < 3) continue;
    const named = namedBy(token, filled.slice(Math.max(0, index - 48), index).toLowerCase());
    if (named) found.push({ ...named, ...asWritten(named), start: index, names: namesIn(token, index, named) });
  }
  return found;

  function asWritten({ image, host }: Found): { image: string | undefined; host: string | undefined } {
    for (const [label, written] of left) {
      if (host?.startsWith(`${label}.`))
        return { image: image?.replace(label, () => written), host: host.replace(label, () => written) };
    }
    return { image, host };
  }
}

/** The repository within a token, and what follows it: `:tag`, `@digest`, `/manifests/tag`. */
function namesIn(token: string, at: number, { repository }: Found): NamedImage['names'] {
  if (repository === undefined) return [];
  const name = repository.replace(/^library\//, '');
  const written = token.toLowerCase();
  const before = ['/', 'repository:', ''].find(sign => written.includes(sign + name));
  if (before === undefined) return [];
  const start = written.indexOf(before + name) + before.length;
  const end = start + name.length;
  const names = [{ start: at + start, end: at + end }];
  const [path = '', tag = ''] = /^\/(?:manifests|blobs)\/([\w.:-]+)/.exec(token.slice(end)) ?? [];
  const [reference = ''] = /^[:@][\w.:-]+/.exec(token.slice(end)) ?? [];
  if (tag !== '') names.push({ start: at + end + path.length - tag.length, end: at + end + path.length });
  // `scope=repository:web:pull`: what follows is no tag.
  else if (reference !== '' && !/^:(?:pull|push|\*)/.test(reference))
    names.push({ start: at + end + 1, end: at + end + reference.length });
  return names;
}

type Found = Omit<NamedImage, 'start' | 'names'>;

function namedBy(token: string, before: string): Found | undefined {
  // Swarm's tables cut a name off.
  if (/(?:\.{3}|…)$/.test(token) && before.endsWith('no such image: ')) return undefined;
  const [key = ''] = /^\w{0,12}image\w{0,8}=/i.exec(token) ?? [];
  const bare = token
    .slice(key.length)
    .replace(/[.,:;)>&?=…]{1,8}$/, '')
    .replace(/^[<(,=&?]{1,8}/, '');
  const scheme = /^(?:(?:https?|docker|oci):\/\/|br:)/.exec(bare)?.[0];
  if (scheme === 'https://' || scheme === 'http://') return fromUrl(bare.slice(scheme.length));
  const name = scheme === undefined ? bare : bare.slice(scheme.length);
  if (/[?&=,${}%]/.test(name)) return undefined;
  const isPulled = pulled.test(before);
  return fromName(name, scheme !== undefined || announced.test(before) || key !== '', isPulled);
}

/** `R/v2/repo/manifests/tag`, `R/oauth2/token?scope=repository:repo:pull&service=R`, or just `R/…`. */
function fromUrl(url: string): Found | undefined {
  const slash = url.indexOf('/');
  const host = plainHost(slash < 0 ? url : url.slice(0, slash));
  if (host === undefined) return undefined;
  const path = slash < 0 ? '' : url.slice(slash);
  // A mirror or a cache gets the upstream host as a parameter:
  // `http://localhost:8578/v2/…/manifests/1?ns=shop.azurecr.io`.
  const wanted = plainHost(/[?&]ns=([^&]{1,253})/.exec(path)?.[1] ?? '') ?? host;
  const manifest = /^\/v2\/(.{1,255}?)\/(?:manifests|blobs)\/(?!uploads\b)([\w.:-]{1,200})/.exec(path);
  if (manifest?.[1] && manifest[2]) {
    const [, repository, reference] = manifest;
    const isBlob = path.startsWith(`/v2/${repository}/blobs/`);
    const joined = reference.includes(':') ? `@${reference}` : `:${reference}`;
    return fromName(`${loginServer(wanted)}/${repository}${isBlob ? '' : joined}`, true);
  }
  const scope = /[?&]scope=repository:([^:&]{1,255}):pull/.exec(path)?.[1];
  if (scope !== undefined) return fromName(`${loginServer(wanted)}/${scope}`, true);
  if (url === 'www.docker.com/increase-rate-limit') return onlyHost('docker.io');
  if (/^\/(?:v2|oauth2|v1\/(?:_ping|repositories))\b/.test(path) || isAzureHost(host)) return onlyHost(wanted);
  return undefined;
}

/** Words after which any name is an image. */
const pulled = /(?:(?:access denied for|pin image|no such image:|(?:docker|podman|nerdctl|crictl) pull) |the image ')$/;

/** Words after which a name is one where it looks like one. */
const announced =
  /(?:image|pull|pulling|reference|(?:metadata|denied|manifest|image) for|solve|source|hub|from|run|value|ref)\W{0,14}$/;

/** Hosts that are registries and nothing else, so that no word has to announce their images. */
const registryHosts = [
  /^(?:[a-z0-9-]+\.)?(?:ghcr|quay|gcr|docker)\.io$/,
  /^(?:registry\.k8s\.io|mcr\.microsoft\.com|public\.ecr\.aws|[a-z0-9-]+-docker\.pkg\.dev)$/,
  /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/,
];

/** These are open to all, so a 403 is the network's. */
export const isOpenToAll = (host: string) => host === 'mcr.microsoft.com' || host === 'registry.k8s.io';

export const isRegistryHost = (host: string) => isAzureHost(host) || registryHosts.some(each => each.test(host));

/** `isPulled`: a command or an error before it can only name an image. */
function fromName(name: string, isAnnounced: boolean, isPulled = false): Found | undefined {
  // containerd's own names for what an image is made of.
  if (/^(?:(?:layer|config|manifest|index)-)?sha256:/.test(name) || picture.test(name)) return undefined;
  if (resourceType.test(name)) return undefined;
  const slash = name.indexOf('/');
  const host = plainHost(slash < 0 ? '' : name.slice(0, slash));
  if (slash < 0) {
    if (isAzureHost(name)) return onlyHost(name);
    // Docker names what it was refused with no more than the repository.
    const isWhole =
      /^[a-z0-9][\w.-]{0,127}:[\w][\w.-]{0,127}$/.test(name) ||
      (isPulled && /^[a-z0-9][\w.-]{1,127}$/.test(name) && !said.test(name));
    return (isAnnounced || isPulled) && isWhole ? read(name) : undefined;
  }
  if (host !== undefined && isAzureHost(host))
    return /^\/(?:v2|oauth2)(?:\/|$)/.test(name.slice(slash))
      ? onlyHost(host)
      : (read(name) ?? onlyHost(host, /[A-Z]/.test(name.slice(slash))));
  if (host !== undefined && isRegistryHost(host) && slash < name.length - 1) return read(name);
  if (isPulled) return read(name);
  if (!isAnnounced || platform.test(name)) return undefined;
  // `application/json`, `kubelet/config`: words with a slash follow "image" and "from" as well.
  return /[:@]/.test(name.slice(slash)) || host !== undefined || /[./]/.test(name.slice(slash + 1))
    ? read(name)
    : undefined;
}

/** `docker pull failed`, `docker pull command`: the sentence goes on. */
const said =
  /^(?:fail\w*|error\w*|commands?|images?|access|rate|users?|and|or|the|an?|is|was|does|from|of|for|in|on|to|with)$/;

/** `Microsoft.ContainerRegistry/registries/shop`: a resource of Azure, or its type. */
const resourceType = /^microsoft\.[a-z]+\//i;

/** A picture's name looks like an image's. */
const picture = /\.(?:png|jpe?g|gif|webp|svg|bmp|tiff?|heic|avif)$/i;

/** `no matching manifest for linux/arm64/v8`: a platform follows the same words. */
const platform = /^(?:linux|windows|darwin|freebsd)\/(?:amd64|386|arm|arm64|ppc64le|s390x|riscv64)(?:\/v\d)?(?:$|[.:])/;

function read(name: string): Found | undefined {
  const image = readImage(name);
  if (image.kind !== 'image' || image.unresolved !== undefined) return undefined;
  return { image: name, host: image.registry, repository: image.repository, isMisspelt: false };
}

function onlyHost(host: string, isMisspelt = false): Found {
  return { image: undefined, host: loginServer(host.toLowerCase()), repository: undefined, isMisspelt };
}

/**
 * Layers of `shop.azurecr.io` come from `shop.westeurope.data.azurecr.io`, private DNS knows it as
 * `shop.privatelink.azurecr.io`. Docker Hub's API has a host of its own.
 */
function loginServer(host: string): string {
  if (/^(?:registry-1|index|auth)\.docker\.io$/.test(host)) return 'docker.io';
  return hostFault(withoutPort(host))?.meant ?? host;
}

function plainHost(text: string): string | undefined {
  return text.length <= 253 && /^[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?$/.test(text) && /[.:]/.test(text)
    ? text.toLowerCase()
    : undefined;
}
