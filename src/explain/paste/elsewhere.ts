import type { Match } from '../signature.ts';

/** Words that look like a failed pull's, and are said by somebody else: about a probe, a listing, another service. */
export function elsewhereIn(text: string, squashed: string): (match: Match) => boolean {
  const signsInElsewhere = otherAudience.test(squashed) && !registry.test(squashed);
  const aboutImages = images.test(squashed);
  return match => {
    const { kind, stage } = match.signature;
    if (kind !== 'pull') return false;
    if (stage === 'reach') return !aboutImages || isReachedElsewhere(match, text);
    if (stage === 'authenticate' && signsInElsewhere) return true;
    return isListing(match, text);
  };
}

/** Timeouts and certificates are everywhere; these are of a probe, of the API server, or of a URL that is no registry's. */
function isReachedElsewhere({ start, end }: Match, text: string): boolean {
  const before = text.slice(Math.max(0, start - 300), end).toLowerCase();
  if (/probe\s+(?:failed|errored)|unable to connect to the server/.test(before)) return true;
  const url = Math.max(before.lastIndexOf('http://'), before.lastIndexOf('https://'));
  return url >= 0 && !registryUrl.test(before.slice(url));
}

const registryUrl =
  /azurecr|\/v2\/|\*\*\*v2\/|oauth2\/|\/token|docker\.(?:io|com)|blob\.core|mcr\.microsoft|ghcr\.io|aka\.ms\/acr/;

/** Entra says the same of every service; what the token was for is another one, and no registry is spoken of. */
const otherAudience =
  /graph\.microsoft|vault\.azure|keyvault|secretsstore|failedmount|mountvolume|database\.windows|servicebus|azure\/login|azurelogin|management\.azure\.com|redirect_?uri|replyurl|openid|kubelogin|azmk8s|terraform|azurerm/;
const registry =
  /azurecr|acrlogin|acrcheck|checkacr|containerregistr|docker|pullimage|imagepull|podman|kubelet.{0,80}image/;

/** A timeout or a certificate alone is anybody's. */
const images = /azurecr|daemon|connectivity_|\/v2\/|pull|registry|image|docker|containerd|podman|oci:\/\//;

/** To list repositories and tags takes a right of its own (`metadata_read`, the catalog), which no pull asks for. */
function isListing({ start, end }: Match, text: string): boolean {
  const around = text.slice(Math.max(0, start - 200), end + 300).toLowerCase();
  return /\/_catalog\b|\/acr\/v1\/|name:"?catalog|registry(?::|%3a)catalog|metadata_read|acr (?:repository|manifest) (?:list|show|delete|untag|update)|acr purge/.test(
    around.replaceAll(/"\s*:\s*"/g, ':'),
  );
}
