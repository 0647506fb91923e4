import type { Span } from '../../model/place.ts';
import type { Node, Scalar } from '../../read/source/tree.ts';
import { openRope } from './placeholder.ts';
import type { RenderedText } from './renderedText.ts';
import { Rope } from './rope.ts';

/**
 * Reads an image with a part that the values leave blank: a release has to give it. A blank version is open. With any
 * other blank part, the image is what the template writes. Undefined for an image that is complete.
 *
 * `"{{ .Values.repository }}:{{ .Values.tag }}"` without a tag → `shopprod.azurecr.io/till:{{ version }}`.
 * Without a repository → `{{ .Values.repository }}:{{ .Values.tag }}`.
 */
export function unnamedImage(rendered: RenderedText, key: Scalar, value: Node | undefined): Scalar | undefined {
  const image = value === undefined ? undefined : scalarBefore(value);
  if (value !== undefined && image === undefined) return undefined;
  const text = image?.text.trim() ?? '';
  if (!BLANK_PART.test(text)) return undefined;
  const { source, span } = rendered.writtenAt(rendered.rope.slice(key.span.start, key.span.end).segments);
  const written = valueOnLine(source.text, span.end);
  if (written?.text.includes('{{') !== true) return undefined;
  if (image === undefined || !BLANK_VERSION.test(text)) return { kind: 'scalar', ...written, plain: false, source };
  const known = rendered.rope.slice(image.span.start, image.span.end);
  const colon = known.text.endsWith(':') || known.text.endsWith('@') ? [] : [Rope.of(':')];
  const pieces = Rope.join([known, ...colon, openRope('version', [])]);
  return rendered.madeOf(pieces, { text: pieces.text, plain: false });
}

/** No name, or one in which a registry, a repository or a version is left out. */
const BLANK_PART = /^$|^[/:@]|\/\/|[/:@]$|:@/;
const BLANK_VERSION = /^(?!.*\/\/)[^/:@][^@]*[^/:@][:@]$/;

/** The text of a value. YAML reads one that ends in a colon as a key without a value. */
function scalarBefore(value: Node): Scalar | undefined {
  if (value.kind === 'scalar') return value;
  const [first] = value.kind === 'mapping' ? value.entries : [];
  return first === undefined || first.value !== undefined ? undefined : { ...first.key, text: `${first.key.text}:` };
}

/** A value behind the end of its key, up to the end of the line, without its quotes. */
function valueOnLine(text: string, keyEnd: number): { readonly text: string; readonly span: Span } | undefined {
  const end = text.indexOf('\n', keyEnd);
  const line = text.slice(keyEnd, end < 0 ? text.length : end);
  const [, before, quote = ''] = /^(["']?[ \t]*:[ \t]*(["']?))/.exec(line) ?? [];
  if (before === undefined) return undefined;
  const rest = line.slice(before.length).trimEnd();
  const written = quote !== '' && rest.endsWith(quote) ? rest.slice(0, -quote.length) : rest;
  const start = keyEnd + before.length;
  return { text: written, span: { start, end: start + written.length } };
}
