import type { Match } from '../signature.ts';
import { commandAt } from './commands.ts';
import { lineStart, ownLineStart } from './lines.ts';
import { saidByPuller } from './pullers.ts';
import { sectionEnd, sectionStart } from './sections.ts';
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
  'oras attach',
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
 * close by. What the same section says counts before what stands in another one.
 */
export function pushIn(original: string, { text, at }: Squashed): (match: Match) => boolean {
  const marks: readonly Mark[] = [
    ...positions(text, pushWords)
      // `preparing the bundle before pushing`: not yet.
      .filter(index => !text.slice(Math.max(0, index - 6), index).endsWith('before'))
      .map(index => ({ at: at(index), push: true })),
    ...[...text.matchAll(puts)].map(({ index }) => ({ at: at(index), push: true })),
    ...positions(text, pullWords)
      // Jib pushes the layers of its base image, too, and says which one it has got.
      .filter(
        index => !/^(?:pushingbaseimage|.{7}baseimagewithdigest)/.test(text.slice(Math.max(0, index - 7), index + 19)),
      )
      .map(index => ({ at: at(index), push: false })),
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
    const isAbove = (mark: Mark) => mark.at <= end;
    const [above, below] = [marks.findLast(isAbove), marks.find(mark => !isAbove(mark))];
    const isOfOther =
      below !== undefined &&
      above !== undefined &&
      above.at < sectionStart(original, start) &&
      below.at < sectionEnd(original, end, closeBy);
    if (above && !isOfOther) return begunBy(above, start);
    // A heading tells what the log below it shows.
    const again = original.indexOf(original.slice(start, end), end);
    const aboveAgain = above ?? (again < 0 ? undefined : marks.findLast(mark => mark.at <= again));
    if (again >= 0 && aboveAgain && !isOfOther) return begunBy(aboveAgain, again);
    if (below === undefined) return tellsOfPush;
    const isNear = below.push && below.at - end < closeBy;
    return isNear && !saidByPuller(original, start, end) && !beginsPush(original, below.at);
  };

  function begunBy(mark: Mark, position: number): boolean {
    if (!mark.push || position - mark.at > farthest || isOver(original, mark.at, position)) return false;
    return lineStart(original, position) <= mark.at || !saidByPuller(original, position, position);
  }
}

/** Where a push was begun or spoken of, or a pull. */
interface Mark {
  readonly at: number;
  readonly push: boolean;
}

/** What a push prints may be long; what follows an error says of it only what stands right behind. */
const farthest = 20_000;
const closeBy = 600;

/** `Step "Build, tag, and push image"`: somebody's own words, which decide where no tool's do. */
const pushOfImage =
  /\bpush(?:ing|es)? (?:the |an? |my |our |this |that )?(?:docker |container )?images?\b|\bat the push step\b/i;

/** What pulls, by its own words: a runtime, a platform, a build. */
const pulls =
  /(?<!git )pull|^(?:step \d+\/\d+ : )?from |dockerapi|inaccessibleimage|container ?(?:group|app)|kube|\bpods?\b|containerd/im;

/** Docker says so before it pushes anything: what stands above it is another's. */
const beginsPush = (text: string, position: number) => /^The push refers to/.test(text.slice(position, position + 20));

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
  // `[Build and push]`: what a step is called.
  const line = text.toLowerCase().replace(/^\s*\[\w+ [^\]\n]{1,80}\]/, '');
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
