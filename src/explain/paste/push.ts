import type { Match } from '../signature.ts';
import { commandAt } from './commands.ts';
import { lineStart, ownLineStart } from './lines.ts';
import { type Squashed, squashWords } from './squash.ts';

const pushWords = [
  'the push refers to',
  'docker push',
  'image push',
  'podman push',
  'manifest push',
  'at destination',
  'buildah push',
  'helm push',
  'helm3 push',
  'oras push',
  'crane push',
  'failed to push',
  'pushing',
  'publishing service',
  'push access',
  'push permission',
  'trying to push',
  'pull,push',
  'push,pull',
  'writing blob: initiating',
  'writing blob: uploading',
  'blobs/uploads',
  'layer upload',
  'error uploading',
  'unable to upload',
  'failed to upload',
  'unable to push',
  'exporting cache to',
  'uploadartifacts',
  'uploading manifest',
  'writing manifest blob',
  'iotedgedev push',
  'kwctl push',
];
const pullWords = [
  'failed to pull',
  'errimagepull',
  'pull access denied',
  'load metadata',
  'docker pull',
  'podman pull',
  'pulling',
  'trying to pull',
  'unable to pull',
  'imagepull',
  'initializing source',
  'failed to resolve',
  'base image',
];

/** What is put into a registry is pushed; what is put to Azure deploys something. */
const puts = /put(?:requestto)?https?:\/\/(?!management\.)/g;

/**
 * The same words are said to who pushes and who pulls; what was begun last before them decides, or else what follows
 * close by.
 */
export function pushIn(original: string, { text, at }: Squashed): (match: Match) => boolean {
  const marks = [
    ...positions(text, pushWords)
      // `preparing the bundle before pushing`: not yet.
      .filter(index => !text.slice(Math.max(0, index - 6), index).endsWith('before'))
      .map(index => ({ at: at(index), push: true })),
    ...[...text.matchAll(puts)].map(({ index }) => ({ at: at(index), push: true })),
    ...positions(text, pullWords).map(index => ({ at: at(index), push: false })),
  ].sort((a, b) => a.at - b.at);
  // What a task can do stands above its log: `Description : Build or push Docker images`.
  const told = original.replace(/^(?:\S{10,30}Z )?description\s*: [^\n]*$/gim, '');
  const tellsOfPush = pushOfImage.test(told) && !pulls.test(told);
  return ({ start, end, signature }) => {
    // A tag that can't be parsed belongs to a build, which is no pull either.
    if (
      /^(?:invalid-reference|any-bad-name)$/.test(signature.id) &&
      /invalidtag|-t,--tagflag|fort:invalidreference/.test(text)
    )
      return true;
    if (saysPushAlone(original, start, end)) return true;
    const first = marks.findLast(mark => mark.at <= end);
    // A heading tells what the log below it shows.
    const again = first === undefined ? original.indexOf(original.slice(start, end), end) : -1;
    const before = first ?? (again < 0 ? undefined : marks.findLast(mark => mark.at <= again));
    if (before)
      return before.push && start - before.at < 20_000 && !isOver(original, before.at, again < 0 ? start : again);
    const next = marks.find(mark => mark.at > end);
    return next === undefined ? tellsOfPush : next.push && next.at - end < 600;
  };
}

/** `Step "Build, tag, and push image"`: somebody's own words, which decide where no tool's do. */
const pushOfImage =
  /\bpush(?:ing|es)? (?:the |an? |my |our |this |that )?(?:docker |container )?images?\b|\bat the push step\b/i;

/** What pulls, by its own words: a runtime, a platform, a build. */
const pulls =
  /(?<!git )pull|^(?:step \d+\/\d+ : )?from |dockerapi|inaccessibleimage|container ?(?:group|app)|kube|\bpods?\b|containerd/im;

/** Another command was run since, and what stands at a position is its output. */
function isOver(text: string, push: number, position: number): boolean {
  const command = commandAt(text, position);
  return command !== undefined && command.start > push && !/push/.test(command.words);
}

/** A line that speaks of pushing in words of its own, and of no pull. `build-push-action` is a name. */
function saysPushAlone(text: string, start: number, end: number): boolean {
  const own = lineStart(text, start);
  const from = ownLineStart(text, start);
  return isPushAlone(text.slice(own, end)) || isPushAlone(text.slice(from, end));
}

function isPushAlone(text: string): boolean {
  if (text.length >= 2000) return false;
  const line = text.toLowerCase();
  return /(?<![-/\w,])push(?:ing)?(?![-/\w,])/.test(line) && !/pull|metadata|resolve/.test(line);
}

function positions(text: string, words: readonly string[]): readonly number[] {
  return words.map(squashWords).flatMap(word => {
    const found: number[] = [];
    for (let i = text.indexOf(word); i >= 0 && found.length < 2000; i = text.indexOf(word, i + word.length))
      found.push(i);
    return found;
  });
}
