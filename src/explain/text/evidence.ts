import { rows } from '../rows/index.ts';
import { isRegistryHost, type Named } from './images.ts';
import type { Layout } from './layout.ts';
import { compile, type Match, matchesOf } from './match.ts';
import { squash } from './squash.ts';

/** A match with what it counts: two points make a failed pull. */
export interface Evidence extends Match {
  readonly points: number;
}

export interface Weighed {
  /** Failed pulls. */
  readonly failures: readonly Evidence[];
  /** Whether the failures have no more than one point: somebody asked about them, and nothing speaks against. */
  readonly isUncertain: boolean;
  readonly successes: readonly Match[];
  /** What else went wrong. */
  readonly others: readonly Match[];
}

/**
 * Adds up what speaks for a failed pull, line by line: an own row of pulls counts 2. A generic one counts 1, and 1 more
 * for words of pulling a few lines above, and for a registry or an image in its line. Another business in the same line
 * takes as much away, and so does the address of a host that is no registry. Between a push and a pull the one that was
 * begun last decides.
 */
export function weigh(text: string, images: readonly Named[], layout: Layout): Weighed {
  const matches = matchesOf(table, squash(text), layout);
  const marks = marksIn(text);
  const of = (kind: Match['row']['kind']) => matches.filter(match => match.row.kind === kind);
  const others = of('other');
  const pushed = of('pull').filter(match => isPush(match));
  const pulls = of('pull')
    .filter(match => !pushed.includes(match))
    .map(match => ({ ...match, points: pointsOf(match) }));
  const certain = pulls.filter(({ points }) => points >= 2);
  const against = [...others, ...of('success'), ...pushed];
  const isAlone = certain.length === 0 && against.length === 0;
  return {
    failures: isAlone ? pulls.filter(({ points }) => points === 1) : certain,
    isUncertain: isAlone,
    successes: of('success'),
    others: [...others, ...pushed.map(match => ({ ...match, row: pushRow }))],
  };

  function pointsOf({ isOwn, start, end }: Match): number {
    const [from, to] = [layout.lineStart(start), layout.lineEnd(end)];
    const against = others.filter(each => each.start < to && each.end > from).map(each => (each.isOwn ? 2 : 1));
    if (isOwn) return 2 - Math.max(0, ...against);
    const line = text.slice(from, to);
    const hosts = hostsIn(line);
    const hasRegistry = hosts.registry || images.some(named => named.start >= from && named.start < to);
    const above = text.slice(Math.max(layout.sectionStart(start), start - fewLines), to);
    return (
      1 +
      (words.pulling.test(above) ? 1 : 0) +
      (hasRegistry ? 1 : 0) -
      (hosts.elsewhere && !hasRegistry ? 1 : 0) -
      Math.max(0, ...against)
    );
  }

  function isPush({ start, end }: Match): boolean {
    const line = text.slice(layout.lineStart(start), end);
    if (words.push.test(line) && !words.pull.test(line)) return true;
    const last = marks.findLast(mark => mark.at <= end);
    return last !== undefined && last.isPush && start - last.at < farthest && !words.pull.test(line);
  }
}

const table = compile(rows);
const pushRow = rows.find(({ id }) => id === 'push') ?? rows[0]!;

/** As far above a line as its company may stand. */
const fewLines = 700;
/** What a push prints may be long. */
const farthest = 20_000;

const words = {
  /** Speaks of pulling, or of what is pulled from. */
  pulling:
    /\bpull|imagepull|\bimages?\b|manifest|load metadata|failed to (?:solve|resolve)|\bacr\b|check-health|registry|chart/i,
  pull: /pull(?!,push)|load metadata|resolve|initializing source|base image|\bFROM /i,
  push: /(?<![-/\w,])push(?:ing|ed)?(?![-/\w,])/i,
};

const mark =
  /(the push refers to|\b(?:docker|podman|helm|oras|crane|image) push|failed to push|\bpushing|trying to push|-push\b)|load metadata|\bpull(?:ing)?\b|imagepull|initializing source|failed to resolve|trying to pull/gi;

/** Where a push was begun, or a pull. */
function marksIn(text: string): readonly { readonly at: number; readonly isPush: boolean }[] {
  return Array.from(text.matchAll(mark), ({ index, 1: push }) => ({ at: index, isPush: push !== undefined }));
}

/** Whether a line has the address of a registry, and of anything else; pages of documentation are neither. */
function hostsIn(line: string): { readonly registry: boolean; readonly elsewhere: boolean } {
  const hosts = Array.from(line.matchAll(/https?:\/\/([\w.-]{1,253})(?::\d{1,5})?(\/[^\s"',)]{0,80})?/g));
  const isRegistry = (host: string, path: string) =>
    isRegistryHost(host) || /^\/(?:v2|token|oauth2\/(?:token|exchange))\b/.test(path);
  const isPage = (host: string) => /^(?:aka\.ms|docs\.|learn\.|go\.microsoft|www\.docker)/.test(host);
  return {
    registry:
      hosts.some(([, host = '', path = '']) => isRegistry(host, path)) ||
      /azurecr\.|scope=repository|\/v2\//.test(line),
    elsewhere: hosts.some(([, host = '', path = '']) => !isRegistry(host, path) && !isPage(host)),
  };
}
