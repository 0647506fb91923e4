import type { Match } from '../signature.ts';
import { lineEnd, ownLineStart } from './lines.ts';
import { sectionStart } from './sections.ts';

/** Pictures, disks and models are loaded and fetched in the same words. */
const files =
  /https?:\/\/\S{1,200}manifest\.(?:json|xml|mpd|m3u8)\b|[\w)\]-]\.(?:png|jpe?g|gif|webp|svg|bmp|ico|tiff?|psd|heic|avif|qcow2|vmdk|vhdx?|ova|iso|gguf|safetensors|apk|aab|dmg)\b(?![/:]\S)/;

const models = /registry\.ollama\.ai|pull model manifest/;

/** Whether a line is about a file, by its name, or about a model. */
export function isOfFile({ start, end }: Match, text: string): boolean {
  const line = text.slice(ownLineStart(text, start), Math.min(lineEnd(text, end), end + 2000)).toLowerCase();
  if (models.test(line)) return true;
  return files.test(line) && !/azurecr\.|\/v2\/(?!library\/)|containerd|rpc error/.test(line);
}

/** An image that is fetched, and not pulled, is one for people to look at, unless a container is spoken of. */
export function isOfPicture({ start, end }: Match, text: string): boolean {
  if (stored.test(text.slice(start, end + 60))) return true;
  const said = text.slice(start, end).toLowerCase();
  if (!/(?:fetch|load|get|retriev|obtain|pull)\w*[^\n]{0,30}?\bimages?\b/.test(said)) return false;
  const near = text.slice(Math.max(0, start - 600, sectionStart(text, start)), end + 600).split(/\n\s*\n/, 1)[0] ?? '';
  // What is pulled is a picture only where one is named.
  return (!/pull/.test(said) || files.test(near.toLowerCase())) && !ofContainers.test(near);
}

const stored = /\bimage lists?\b|images? from (?:the |an? )?(?:bucket|s3|(?:blob )?storage|cdn|database|camera)\b/i;

const ofContainers =
  /azurecr\.|registr(?:y|ies)|docker|container|kube|\bpods?\b|\bocir?\b|manifest|podman|\bcri\b|crane|helm|buildx|digest|sha256|\/v2\/|\w\/[\w.-]+:[\w.-]+(?![\w./-])|image ["'\x60]?[\w./-]+:[\w.-]+/i;
