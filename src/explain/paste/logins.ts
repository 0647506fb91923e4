import { isAzureHost } from '../../model/host.ts';
import type { Match } from '../signature.ts';
import type { Mention } from './images.ts';
import { lineEnd, ownLineStart } from './lines.ts';
import { sectionEnd, sectionStart } from './sections.ts';

/** Who signs in to another registry pulls nothing yet, and Azure has no say there; a runner does so for a job's image. */
export function isForeignLogin({ start, end }: Match, text: string, mentions: readonly Mention[]): boolean {
  const from = Math.max(0, start - 600, sectionStart(text, start));
  const to = sectionEnd(text, end, 600);
  const asked = loginEndpoint.exec(text.slice(ownLineStart(text, start), end + 200));
  const isAlone =
    mentions.every(mention => mention.image === undefined || mention.start < from || mention.start > to) ||
    /\blog(?:in|ging in)\b/i.test(text.slice(from, Math.min(to, end + 300)));
  if (
    asked?.[1] &&
    !isAzureHost(asked[1].toLowerCase()) &&
    isAlone &&
    !pullBegun.test(text.slice(from, lineEnd(text, end)))
  )
    return true;
  const named = /\blogging into "([\w.-]+)/i.exec(text.slice(ownLineStart(text, start), end));
  if (named?.[1] && !isAzureHost(named[1].toLowerCase())) return true;
  const begun = [...text.slice(from, end).matchAll(login)].at(-1);
  if (
    !begun ||
    pullBegun.test(text.slice(from + begun.index, end)) ||
    pulled.test(text.slice(from + begun.index, to).toLowerCase())
  )
    return false;
  const host = mentions.findLast(mention => mention.start < end && mention.host !== undefined)?.host;
  return host !== undefined && !isAzureHost(host);
}

/** Where `docker login` tries what it was given. A pull is mostly refused at the manifest, but not by every engine. */
const loginEndpoint =
  /(?:error response from daemon: get "?https?:\/\/|login attempt to https?:\/\/)([\w.-]+)(?::\d+)?\/v[12]\/(?:"?: (?:unauthorized|denied)\b| failed with status)/i;

const pullBegun =
  /failed to pull|pulling|unable to pull|cannot pull|(?:docker|podman|compose|image) (?:pull|build|run|up|create)\b|stack deploy|service (?:create|update)|^service |unable to find image|valid image|load metadata|helm (?:install|upgrade|template|pull)|^(?:step \d+\/\d+ : )?(?:from|pull) /im;

const login =
  /docker\/login-action|(?<!require ['"`])\b(?:docker|podman|helm registry|oras|nerdctl|buildah|crane auth) login\b|\blogging into\b/gi;
const pulled = /pull|manifest|image|docker login for/;
