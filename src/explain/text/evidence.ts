import { rows } from '../rows/index.ts';
import type { ErrorRow } from '../rows/row.ts';
import { isRegistryHost, type NamedImage } from './images.ts';
import type { Layout } from './layout.ts';
import { compile, type Match, matchesOf } from './match.ts';
import type { Squashed } from './squash.ts';

/** A match with what it counts: two points make a failed pull. */
export interface WeighedMatch extends Match {
  readonly points: number;
}

export interface Weighed {
  /** Failed pulls. */
  readonly failures: readonly WeighedMatch[];
  /** True if the failures have no more than one point: a person asked about them, and nothing contradicts. */
  readonly isUncertain: boolean;
  readonly successes: readonly Match[];
  /** Other failures in the text. */
  readonly others: readonly Match[];
}

/**
 * Adds up points for a failed pull, line by line. An own row of pulls counts 2, a generic one 1. Words of pulling a few
 * lines above add 1. So does a registry or an image in the line. Another activity in the same line subtracts as much,
 * and so does a host that is no registry. Between a push and a pull, the one that began last decides.
 */
export function weigh(squashed: Squashed, images: readonly NamedImage[], layout: Layout): Weighed {
  const text = squashed.source;
  const matches = matchesOf(table, squashed, layout);
  const of = (kind: Match['row']['kind']) => matches.filter(match => match.row.kind === kind);
  const others = of('other');
  const begun = begunIn(text, others);
  const ownPulls = of('pull').filter(({ isOwn }) => isOwn);
  const found = of('pull').map(match => ({ ...match, instead: insteadOf(match) }));
  const pulls = found
    .filter(match => match.instead === undefined)
    .map(match => ({ ...match, points: pointsOf(match) }));
  const elsewhere = found.flatMap(({ instead, ...match }) => (instead ? [{ ...match, row: instead }] : []));
  const certain = pulls.filter(({ points }) => points >= 2);
  const isAlone = ({ start, end }: Match) => text.length - end + start <= littleElse;
  const isUncertain = certain.length === 0 && matches.length === pulls.length && pulls.some(isAlone);
  return {
    failures: isUncertain ? pulls.filter(({ points }) => points === 1) : certain,
    isUncertain,
    successes: of('success'),
    others: [...others, ...elsewhere],
  };

  function pointsOf({ isOwn, start, end }: Match): number {
    const [from, to] = [layout.lineStart(start), layout.lineEnd(end)];
    if (code.test(text.slice(from, to))) return 0;
    const inLine = (each: Match) => each.start < to && each.end > from;
    // Words that another business shares are no evidence against.
    const against = others.filter(each => inLine(each) && (each.end <= start || each.start >= end || each.isOwn));
    if (against.some(each => each.isOwn) && !says(saysPull, text.slice(from, to))) return 0;
    if (isOwn || ownPulls.some(inLine)) return 2;
    const hosts = hostsIn(text.slice(from, to));
    const hasRegistry = hosts.registry || images.some(named => named.start >= from && named.start < to);
    const above = text.slice(Math.max(layout.sectionStart(start), start - fewLines), to);
    const company = (says(pulling, above) ? 1 : 0) + (hasRegistry ? 1 : 0);
    const name = company === 0 ? lookedUp.exec(text.slice(from, to))?.[1] : undefined;
    const isElsewhere = hosts.elsewhere || (name !== undefined && !isRegistryHost(name));
    return 1 + company - (isElsewhere && !hasRegistry ? 1 : 0) - (against.length > 0 ? 1 : 0);
  }

  /** The row of the business that was begun before the match, where that is no pull. */
  function insteadOf({ start, end }: Match): ErrorRow | undefined {
    const line = text.slice(layout.lineStart(start), end);
    if (says(saysPull, line)) return undefined;
    if (pushes.test(line)) return rowOf('push');
    const last = begun.findLast(({ at }) => at <= end);
    if (last?.id !== 'pull' && otherDoor.test(text.slice(layout.lineStart(start), layout.lineEnd(end))))
      return rowOf('other-login');
    if (last === undefined || last.id === 'pull' || start - last.at > farthest) return undefined;
    return last.id === 'other-login' && /azurecr\./.test(line) ? undefined : rowOf(last.id);
  }
}

const table = compile(rows);
const rowOf = (row: string) => rows.find(({ id }) => id === row);
/** The distance to supporting words above a line, in UTF-16 units. */
const fewLines = 700;
/** The output of a push may be long. */
const farthest = 20_000;
/** A text with no more than this around it may be the error and nothing else, so that no company can be asked for. */
const littleElse = 40;

/** A line of a program, or of a change to one: it quotes messages. Three spaces are those of a list in Markdown. */
const code = /[!=]= (?:nil|")|\w := \w|\b(?:fmt|strings|logger|console)\.\w+\(|^[> \t]*[+-](?: {2}| {4,})\S/m;

/** Words for pulling, or for the pulled image. */
const pulling = [
  /\bpull|imagepull|load metadata|failed to resolve|\/(?:manifests|blobs)\/|docker login|import-image/i,
  /acr (?:login|check-health)|check-acr|createnewimage/i,
  /(?:container|base|docker|source) image|image manifest|pin image|\bimage ["']/i,
];
/** Words of a pull that count whatever began before. */
const saysPull = [
  /(?<![:\w]|push,)pull(?!,push)|load metadata|failed to resolve|base image|register layer/i,
  /imagepullbackoff|errimagepull|installation failed|inaccessibleimage|invalid or missing/i,
  /\bget ["']?https:\/\/\S{1,300}\/(?:manifests|blobs)\//i,
];
const says = (patterns: readonly RegExp[], text: string) => patterns.some(pattern => pattern.test(text));
const pushes = /(?<![-/\w,])push(?:ing|ed)?(?![-/\w,])/i;

/**
 * A registry that isn't Azure's refuses at its door, which is where a login ends. A pull is refused at the manifest.
 */
const otherDoor =
  /https:\/\/(?![\w.-]*azurecr\.)[\w.:-]+\/v2\/["']?(?:: ?(?:unauthorized|denied)| failed with status)/i;

/**
 * Offsets where an activity begins or is mentioned: a push, a pull, a listing, a login to a registry that isn't
 * Azure's.
 */
function begunIn(text: string, others: readonly Match[]): readonly { readonly at: number; readonly id: string }[] {
  const said = others.filter(({ row }) => row.id === 'push' || row.id === 'listing');
  return begins
    .flatMap(([id, pattern]) => Array.from(text.matchAll(pattern), ({ index }) => ({ at: index, id })))
    .concat(said.map(({ row, start }) => ({ at: start, id: row.id })))
    .sort((a, b) => a.at - b.at);
}

const begins: readonly (readonly [id: string, pattern: RegExp])[] = [
  ['pull', /\b(?:docker|podman|nerdctl|crictl|helm|compose|oras|image) pull\b|\bpulling\b|to pull\b(?! images from)/gi],
  ['pull', /load metadata|imagepull|initializing source|failed to resolve|az acr (?:login|check-health)/gi],
  ['pull', /\b(?:docker|podman) login\b[^\n]{0,200}azurecr\.|logging in ?to (?:registry: )?\S{1,80}azurecr\./gi],
  ['other-login', /\b(?:docker|podman) login\b(?![^\n]{0,200}azurecr\.)/gi],
  ['other-login', /logging in ?to (?!\*|(?:registry: )?\S{1,80}azurecr\.)/gi],
];

/**
 * Returns whether a line has the address of a registry, and of anything else. Pages of documentation count as neither.
 */
function hostsIn(line: string): { readonly registry: boolean; readonly elsewhere: boolean } {
  const urls = Array.from(line.matchAll(/https?:\/\/([\w.-]{1,253})(?::\d{1,5})?(\/[^\s"',)]{0,80})?/g));
  const isRegistry = (host: string, path: string) => isRegistryHost(host) || layers.test(host) || api.test(path);
  const isPage = (page: string) => /^(?:aka\.ms|docs\.|learn\.|go\.microsoft|www\.docker)|\/docs\//.test(page);
  return {
    registry:
      /azurecr\.|scope=repository|\/v2\/[^ ]{0,300}\/(?:manifests|blobs)\//.test(line) ||
      urls.some(([, host = '', path = '']) => isRegistry(host, path)),
    elsewhere: urls.some(([, host = '', path = '']) => !isRegistry(host, path) && !isPage(host + path)),
  };
}

const lookedUp = /\b(?:resolve host:?|lookup|resolution (?:for|of)) ["']?([\w.-]{0,252}\w)/i;
/** Hosts that layers come from. */
const layers = /\.blob\.core\.|cloudflare\.docker\.com$|\.cloudfront\.net$|amazonaws\.com$/;
/** The registry's API, whatever its host. */
const api = /^\/(?:v2\/(?:$|[:"']|.*\/(?:manifests|blobs)\/)|token\?)/;
