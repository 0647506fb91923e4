import { isLoginServer } from '../model/host.ts';
import { t } from '../model/l10n.ts';
import type { Span } from '../model/place.ts';
import { type ReadImage, versionOf } from '../model/reference.ts';
import { findPlaceholders } from './source/placeholders.ts';

/**
 * Reads an image's name by the grammar of github.com/distribution/reference: `[host[:port]/]path[:tag][@digest]`. The
 * part before the first slash is a host if it contains a dot, a colon or a capital, or is `localhost`. Otherwise the
 * name is Docker Hub's. A placeholder leaves only its own part open.
 */
export function readImage(text: string): ReadImage {
  const outline = outlineOf(text);
  const { holes, hostKnown } = outline;
  const written = (part: Span | undefined) =>
    part === undefined || holes.some(hole => overlap(hole, part)) ? undefined : text.slice(part.start, part.end);
  const [host, path, tag, digest] = [outline.host, outline.path, outline.tag, outline.digest].map(written);
  const why = faultIn(text, { host, path, tag, digest }, outline.host !== undefined) ?? faultBeside(text, outline);
  if (why !== undefined) return { kind: 'malformed', why, name: text };
  const [first] = holes;
  const unresolved = first && text.slice(first.start, first.end);
  const registry = hostKnown ? normalHost(host, outline.host) : undefined;
  const repository = hostKnown ? path : undefined;
  const isShort = registry === DOCKER_HUB && repository !== undefined && !repository.includes('/');
  return {
    kind: 'image',
    registry,
    repository: isShort ? `library/${repository}` : repository,
    tag,
    digest,
    unresolved,
    ...(unresolved === undefined ? {} : { name: text }),
  };
}

/** The host that a reference begins with, its port included. Undefined where none is written. */
export function hostOf(text: string): string | undefined {
  const { host } = outlineOf(text);
  return host && text.slice(host.start, host.end);
}

/** Host and path, with which a reference begins, without tag and digest. */
export function nameOf(text: string): string {
  return text.slice(0, outlineOf(text).path.end);
}

/** An image of a name, a tag and a digest that are written apart. */
export function composed(name: string, tag: string | undefined, digest: string | undefined): ReadImage {
  const bare = nameOf(name);
  const own = name.slice(bare.length);
  const suffix = versionOf({ tag, digest });
  return readImage(suffix === '' ? name : bare + (own === '' || tag !== undefined ? suffix : own + suffix));
}

const DOCKER_HUB = 'docker.io';
const MAX_PATH = 255;
/** Bounds the work for a text that is no name at all: host, path, tag and digest with a long template each fit in. */
const MAX_TEXT = 4096;

interface Outline {
  readonly host: Span | undefined;
  readonly path: Span;
  readonly tag: Span | undefined;
  readonly digest: Span | undefined;
  /** Placeholders, in order. */
  readonly holes: readonly Span[];
  /** False where a placeholder may bring a host, or a part of the path, that is not visible here. */
  readonly hostKnown: boolean;
}

/** A name that a build tool replaces as a whole. */
const OF_TOOL = /^(?:ko|bazel|nix):\/\//;

function outlineOf(text: string): Outline {
  const whole = { start: 0, end: text.length };
  if (text.length > MAX_TEXT || OF_TOOL.test(text))
    return { host: undefined, path: whole, tag: undefined, digest: undefined, holes: [whole], hostKnown: false };
  const written = findPlaceholders(text);
  const more = capitals(text).filter(each => !written.some(hole => overlap(hole, each)));
  const holes = [...written, ...more].sort((one, other) => one.start - other.start);
  const masked = mask(text, holes);
  const at = masked.indexOf('@');
  const named = at < 0 ? masked.length : at;
  const digest = at < 0 ? undefined : { start: at + 1, end: text.length };
  const slash = masked.lastIndexOf('/', named - 1);
  const colon = masked.indexOf(':', slash + 1);
  const pathEnd = colon < 0 || colon >= named ? named : colon;
  const tag = pathEnd === named ? undefined : { start: pathEnd + 1, end: named };
  const firstSlash = masked.slice(0, pathEnd).indexOf('/');
  const first = masked.slice(0, firstSlash < 0 ? pathEnd : firstSlash);
  const isHost = firstSlash >= 0 && (/[.:A-Z]/.test(first) || first === 'localhost' || first.includes(HOLE));
  return {
    host: isHost ? { start: 0, end: firstSlash } : undefined,
    path: { start: isHost ? firstSlash + 1 : 0, end: pathEnd },
    tag,
    digest,
    holes,
    hostKnown: hostIsKnown(first, firstSlash >= 0) || isLoginServer(text.slice(0, Math.max(firstSlash, 0))),
  };
}

/**
 * A step of a name in capitals with underscores, such as `CONTAINER_IMAGES_REGISTRY/app`, is no host and no part of a
 * repository: a script replaces it.
 */
function capitals(text: string): readonly Span[] {
  return [...text.matchAll(/(?<![^/])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?=[/:@]|$)/g)].map(({ index, 0: { length } }) => {
    return { start: index, end: index + length };
  });
}

/**
 * `${NAME}.azurecr.io/app` shows where its host ends, `${REGISTRY}/app` does not: the value may be a host, a host and
 * a path, or a user of Docker Hub. A dot or a port after the last placeholder settles it.
 */
function hostIsKnown(first: string, slash: boolean): boolean {
  const hole = first.lastIndexOf(HOLE);
  if (hole < 0) return true;
  return slash && (/[.:]/.test(first.slice(hole)) || first.slice(0, hole).includes(':'));
}

/** Replaces each character of a placeholder. No name, tag or digest contains it. */
const HOLE = '\u0001';

function mask(text: string, holes: readonly Span[]): string {
  if (holes.length === 0) return text;
  let masked = '';
  let from = 0;
  for (const { start, end } of holes) {
    masked += text.slice(from, start) + HOLE.repeat(end - start);
    from = end;
  }
  return masked + text.slice(from);
}

const overlap = (a: Span, b: Span) => a.start < b.end && b.start < a.end;

function normalHost(written: string | undefined, host: Span | undefined): string | undefined {
  if (host === undefined) return DOCKER_HUB;
  const lower = written?.toLowerCase();
  return lower === 'index.docker.io' ? DOCKER_HUB : lower;
}

// ─── What no registry would accept ─────────────────────────────────────────────────────────────────────────────────

const LABEL = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/;
const COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
/** Alone. Behind a host it is a name like any other. */
const IMAGE_ID = /^[0-9a-f]{64}$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST_LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/** The parts of a name as they are written. Undefined where there is none, or a placeholder in it. */
type Parts = Readonly<Record<'host' | 'path' | 'tag' | 'digest', string | undefined>>;

function faultIn(text: string, { host, path, tag, digest }: Parts, hasHost: boolean): string | undefined {
  if (text === '') return t('the name is empty');
  if (text.length > MAX_TEXT) return t('the name is longer than any registry accepts');
  if (text.endsWith('\n'))
    return t('the name ends with a line break, which a block of YAML keeps unless it begins with `|-` or `>-`');
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) && !OF_TOOL.test(text))
    return t("a name can't start with a scheme such as `https://`");
  const fault =
    (host === undefined ? undefined : hostFault(host)) ?? (path === undefined ? undefined : pathFault(path));
  if (fault !== undefined) return fault;
  if (!hasHost && path !== undefined && IMAGE_ID.test(path))
    return t('a name of 64 hexadecimal digits is read as an image ID');
  if (tag !== undefined && !TAG.test(tag)) return faultOf(tag, part => t('`{0}` is not a valid tag', part));
  return digest === undefined ? undefined : digestFault(digest);
}

/**
 * The fault in what is written beside placeholders. A sign that touches a placeholder may belong to it, in the notation
 * of a tool that is not known here. Control characters and letters of other alphabets belong to none.
 */
function faultBeside(text: string, { holes, path, hostKnown }: Outline): string | undefined {
  const inPath = holes.find(hole => overlap(hole, path));
  const before = inPath && hostKnown ? text.slice(path.start, inPath.start).replace(SIGNS_AT_END, '') : '';
  // any letter represents the placeholder, which may end or continue the name
  const fault = before === '' ? undefined : pathFault(`${before}a`);
  if (fault !== undefined) return fault;
  const ends = [...holes.map(({ start }) => start), text.length];
  for (const [i, end] of ends.entries()) {
    const piece = text.slice(holes[i - 1]?.end ?? 0, end);
    const fromHole = piece.replace(i === 0 ? IPV6 : SIGNS_AT_START, '');
    const written = i === holes.length ? fromHole : fromHole.replace(SIGNS_AT_END, '');
    if (NO_NAME.test(written)) return faultOf(written, part => t('`{0}` is not valid in the name of an image', part));
  }
  return undefined;
}

const SIGNS_AT_START = /^[\s!-,;-?\\^`{-~]+/;
const SIGNS_AT_END = /(?<![\s!-,;-?\\^`{-~])[\s!-,;-?\\^`{-~]+$/;
const IPV6 = /^\[[0-9a-fA-F:]+\]/;
/** A character that no part of a name holds. */
const NO_NAME = /[^\w.:@/+-]/;

function hostFault(host: string): string | undefined {
  if (/^\[[0-9a-fA-F:]+\](?::\d+)?$/.test(host)) return undefined;
  const [name = '', port, ...more] = host.split(':');
  if (more.length > 0 || (port !== undefined && !/^\d+$/.test(port))) return t('`{0}` has no valid port', host);
  return name.split('.').every(label => LABEL.test(label))
    ? undefined
    : faultOf(host, part => t('`{0}` is not a valid host name', part));
}

/** A letter of another alphabet that only looks right is named, since people don't see it. */
function faultOf(part: string, inWords: (part: string) => string): string {
  const [strange] = /[^ -~]/u.exec(part) ?? [];
  const code = strange?.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  const fault = inWords(part);
  return code === undefined ? fault : t('{0}: U+{1} is not allowed in it', fault, code);
}

function pathFault(path: string): string | undefined {
  if (path.length > MAX_PATH) return t('the repository is longer than {0} characters', MAX_PATH);
  if (path === '') return t('the repository is missing');
  if (path !== path.toLowerCase()) return t('the repository must be in lower case');
  return path.split('/').every(component => COMPONENT.test(component))
    ? undefined
    : faultOf(path, part => t('`{0}` is not a valid repository name', part));
}

function digestFault(digest: string): string | undefined {
  const colon = digest.indexOf(':');
  const length = DIGEST_LENGTHS[digest.slice(0, colon)];
  const hex = digest.slice(colon + 1);
  return length !== undefined && hex.length === length && /^[0-9a-f]+$/.test(hex)
    ? undefined
    : t('`{0}` is not a valid digest', digest);
}
