import type { Match } from '../signature.ts';
import { commandAt } from './commands.ts';
import { lineEnd, lineStart, ownLineStart } from './lines.ts';
import { saidByPuller } from './pullers.ts';
import { sectionEnd, sectionStart } from './sections.ts';

/** Whether a registry, or what reads like one, was asked for something beside a pull, or the answer stops nobody. */
export function isAside(match: Match, text: string): boolean {
  const { start, end, signature } = match;
  const said = text.slice(Math.max(0, start - 300), end).toLowerCase();
  return (
    // What a scanner fetches for itself has a sound name.
    (scannersData.test(said) && signature.id !== 'invalid-reference') ||
    cacheImport.test(said) ||
    isSearch(match, text, said) ||
    forAnother.test(text.slice(ownLineStart(text, start), lineEnd(text, end))) ||
    isGoneOnFrom(match, text) ||
    isWarningOfBuilt(match, text) ||
    isChallenge(match, text) ||
    isOfGit(match, text)
  );
}

/** Scanners fetch what they know of vulnerabilities from a registry, too; it is the image of no workload. */
const scannersData = /vulnerab\w{0,10} (?:db|database)|\bvulndb\b/;

/** A build that finds no cache to begin with goes on without it. */
const cacheImport =
  /importing cache manifest from \S*(?:\s*\n#\d+ (?!error)[^\n]*)*(?:\s*\n\W*\d* ?error:[^\n]*not found)$/;

/** To look for images by words is no pull. */
const isSearch = ({ start, end }: Match, text: string, said: string) =>
  search.test(said) ||
  /^[^\n]{0,40}\(docker search /.test(text.slice(end, end + 80)) ||
  /^(?:podman|docker|nerdctl) search\b/.test(commandAt(text, start)?.words ?? '');

const search = /\/v1\/search\?[^\n]*$|\bdocker search [^\n]*$|couldn't search registry[^\n]*$/;

/** A token that was wanted for a vault, or for whatever else has a URL of its own. */
const forAnother =
  /\b(?:token for request to|acquiring token for) https:\/\/(?![\w.-]{0,80}(?:azurecr\.|containerregistry|management\.))|\bas a docker image: file manifest\.json|\b(?:our|the|my) (?:api|app|service|function) (?:returns|logs|says|throws) aadsts/i;

/** Who asks the next one, or serves the answer itself: a mirror with a registry behind it, the registry's own log. */
const goesOn =
  /\bfalling back to (?:the )?(?:upstream|origin|next)\b|\bresponse completed with error\b|\bdocker\.internal\.V2Handlers\b/;

function isGoneOnFrom({ start, end }: Match, text: string): boolean {
  const from = lineStart(text, start);
  const phrase = goesOn.exec(text.slice(from, lineEnd(text, end)));
  return phrase !== null && (end <= from + phrase.index || !/^falling/i.test(phrase[0]));
}

/** Compose asks for an image that it builds, and says when there is none. */
function isWarningOfBuilt({ start, end }: Match, text: string): boolean {
  return (
    /^\W*[a-z][\w-]{0,60} +warning +\S/i.test(text.slice(lineStart(text, start), end)) &&
    /^\[\+\] (?:Building|Running) /m.test(text.slice(end, end + 3000))
  );
}

/** What every registry answers to a request without a token, here to somebody who only wanted to see whether it answers. */
function isChallenge({ start, end, signature: { stage } }: Match, text: string): boolean {
  if ((stage !== 'authenticate' && stage !== 'authorise') || saidByPuller(text, start, end)) return false;
  const section = text.slice(sectionStart(text, start), sectionEnd(text, end, 600));
  return (
    /^(?:> )?(?:GET|HEAD) \/v2\/ HTTP/im.test(section) && /^(?:< )?www-authenticate: bearer realm=/im.test(section)
  );
}

/** Argo CD makes manifests of what is in Git; the repository stands in the error, or is told below it. */
const isOfGit = ({ start, end }: Match, text: string) =>
  /failed to generate manifest/i.test(text.slice(ownLineStart(text, start), end)) &&
  /\/_git\/|\.git\b/.test(text.slice(start, sectionEnd(text, end, 300)));
