import { lineEnd, ownLineStart } from './lines.ts';

/** Whether the line of a position has what only they say who pull; whatever was done above it on the screen. */
export function saidByPuller(text: string, start: number, end: number): boolean {
  const own = text.slice(ownLineStart(text, start), Math.min(lineEnd(text, end), end + 80));
  return ofPuller.test(own) && !/push(?!-)/i.test(own);
}

const ofPuller =
  /(?<!git |:|%3a)pull|dockerapi|inaccessible ?image|container ?(?:group|app)|template\.containers|\bkubelet|\bpods?\b|containerd|load metadata|connectivity_|errimage|registryerrorresponse|error building image|short-name|manifest for \S+ not found|reading manifest|unable to find image|(?:head|get) "?https?:\/\/\S+\/manifests\/|no child with platform|osversion|retrieving image|validating|helm (?:install|upgrade|template)/i;
