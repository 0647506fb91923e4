import { isAzureHost } from '../../model/host.ts';
import { hostSpan, readImage } from '../image.ts';
import { findPlaceholders } from '../placeholders.ts';

// Values may be called whatever a chart's author likes: much that stands under a key with `image` in it is a picture,
// the image of a virtual machine or a setting.

/** Whether a key names an image: `image`, `sidecarImage`, `init_image`; not the image of a machine or a picture. */
export function isImageKey(key: string): boolean {
  return /image$/i.test(key) && !OTHER_IMAGE.test(key);
}

const OTHER_IMAGE =
  /(?:vm|os|machine|disk|boot|ami|iso|qcow|logo|background|hero|icon|banner|avatar|cover|thumbnail|favicon|splash|preview|placeholder)[_-]?image$/i;

/** Whether a text under an image's key names one; a bare word may be anything, so it needs a sign of a container. */
export function namesImage(text: string): boolean {
  return isName(text) ? /[/:@]/.test(text) || findPlaceholders(text).length > 0 : isMeantForAzure(text);
}

/** Whether a text could be an image's name at all. */
export function isName(text: string): boolean {
  if (text.length > MAX_LENGTH || /\s/.test(withoutPlaceholders(text))) return false;
  return !OTHER_TEXT.test(text) && !FILE.test(text) && readImage(text).kind === 'image' && !isCodeHost(text);
}

/** What is plainly meant for Azure is worth a word even where it is no reference, such as an URL. */
export function isMeantForAzure(text: string): boolean {
  if (!text.includes('.azurecr.') || text.length > MAX_LENGTH || /\s|^oci:/.test(text)) return false;
  return (text.match(/[\w.-]+/g) ?? []).some(isAzureHost);
}

/** Whether a name begins with a host, so that no registry is put before it. */
export function hasHost(name: string): boolean {
  return hostSpan(name) !== undefined;
}

const MAX_LENGTH = 1000;
/** Paths, URLs, data, ids of machine images (AWS, Google Cloud, Azure). */
const OTHER_TEXT =
  /^[/.~]|^[a-z][a-z0-9+.-]*:\/\/|^data:|^ami-|(?:^|\/)(?:projects|global|family|galleries)\/|^[^/]*:[^/]*:[^/]*:/i;
const FILE = /\.(?:png|jpe?g|gif|svg|webp|avif|ico|bmp|tiff?|iso|img|raw|qcow2?|vhdx?|vmdk|ova|tar|t?gz|zip|git)$/i;

/** Where code lies and no images do; a `repository` is often one of these. */
function isCodeHost(text: string): boolean {
  return /^(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|dev\.azure\.com|ssh\.dev\.azure\.com)[/:]/i.test(text);
}

function withoutPlaceholders(text: string): string {
  let rest = '';
  let from = 0;
  for (const { start, end } of findPlaceholders(text)) {
    rest += text.slice(from, start);
    from = end;
  }
  return rest + text.slice(from);
}
