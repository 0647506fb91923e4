// Reads rendered text as YAML, and gives each value the place where a person wrote it.
//
// A template renders `image: "{{ .Values.repository }}:{{ .Values.tag }}"` with values.yaml. The text remembers who
// wrote each piece of it (rope.ts):
//
//   image: "                     the template
//   shopprod.azurecr.io/till     the value of `repository`
//   :                            the template
//   5                            the value of `tag`
//   "                            the template
//
// The YAML parser reads a scalar, `shopprod.azurecr.io/till:5`, with a span in the rendered text, which no person ever
// sees. In its place comes a scalar with the same text and the span of `repository` in values.yaml: a person changes
// the image there. The value of `tag` and the line of the template are its origins.

import { t } from '../../model/l10n.ts';
import { emptyAt } from '../../model/place.ts';
import type { Content, Entry, List, Mapping, Node, Scalar, Source } from '../../read/source/tree.ts';
import { isMergeKey } from '../../read/source/view.ts';
import { parseYaml, splitStream } from '../../read/source/yaml/yaml.ts';
import type { BuildProblem } from '../built.ts';
import { EntryList, isKeyOfImage, TYPE_KEYS } from './entryList.ts';
import { type PlaceholderLine, placeholderBehind, placeholdersBeside } from './placeholderLines.ts';
import { RenderedText } from './renderedText.ts';
import { isChoice, possibleTexts, Rope } from './rope.ts';
import { unnamedImage } from './unnamedImage.ts';

/**
 * Returns the objects in the text that a template file rendered, one for each document of YAML. A document that is no
 * YAML is reported, and what could be read of it counts. Never throws.
 */
export function renderedObjects(
  rope: Rope,
  template: Source,
  report: (problem: BuildProblem) => void,
): readonly Mapping[] {
  const { text } = rope;
  if (text.trim() === '') return [];
  const rendered = new RenderedText(rope, template);
  return splitStream(text).flatMap(span => {
    const { root, problems } = parseYaml(text, span);
    for (const { message, span: at } of problems.slice(0, 1)) {
      report({ ...rendered.placeAt(at.start), message: t('the rendered text is not YAML: {0}', message) });
    }
    const object = new Lifting(rendered).node(root, 0);
    return object?.kind === 'mapping' ? [object] : [];
  });
}

const MAX_DEPTH = 200;
const MAX_NODES = 300_000;
/** Far more than the branches of any image. */
const MAX_TEXTS = 8;

/** Copies the tree of one document, with its places in the files that people write. */
class Lifting {
  readonly #rendered: RenderedText;
  #left = MAX_NODES;

  constructor(rendered: RenderedText) {
    this.#rendered = rendered;
  }

  node(node: Node | undefined, depth: number): Content | undefined {
    if (node === undefined || depth > MAX_DEPTH || --this.#left < 0) return undefined;
    switch (node.kind) {
      case 'alias':
        return this.node(node.target, depth + 1);
      case 'scalar':
        return this.#rendered.scalar(node);
      case 'list': {
        const items = node.items.map(item => this.node(item, depth + 1));
        return { kind: 'list', items, ...this.#collectionPlace(node) };
      }
      case 'mapping': {
        const entries = [...this.#openPullSecrets(node), ...this.#entries(node, depth)];
        return { kind: 'mapping', entries, ...this.#collectionPlace(node) };
      }
    }
  }

  #collectionPlace({ span }: Mapping | List): Pick<Mapping, 'span' | 'source'> {
    return { span: emptyAt(this.#rendered.placeAt(span.start).span.start), source: this.#rendered.template };
  }

  #entries(mapping: Mapping, depth: number): readonly Entry[] {
    const entries = new EntryList();
    for (const { key, value } of mapping.entries) {
      if (isMergeKey(key)) continue;
      const isMaybe = this.#rendered.rope.segmentAt(key.span.start)?.isMaybe === true;
      for (const each of this.#values(key, value, depth)) {
        entries.add({ key: this.#rendered.scalar(key), value: each }, isMaybe);
      }
    }
    for (const { key, value } of mapping.entries) {
      if (!isMergeKey(key)) continue;
      const merged = this.node(value, depth + 1);
      for (const each of mappingsOf(merged)) for (const entry of each.entries) entries.addMissing(entry);
    }
    return entries.done();
  }

  /** Several where the value of an image is one of some. */
  #values(key: Scalar, value: Node | undefined, depth: number): readonly (Content | undefined)[] {
    const unnamed = key.text === 'image' ? unnamedImage(this.#rendered, key, value) : undefined;
    if (unnamed !== undefined) return [unnamed];
    if (value === undefined) {
      const line = placeholderBehind(this.#rendered.rope, key.span.end);
      return [line && this.#openScalar(line)];
    }
    return value.kind === 'scalar' ? this.#scalars(key, value) : [this.node(value, depth + 1)];
  }

  #scalars({ text: key }: Scalar, value: Scalar): readonly Scalar[] {
    const pieces = this.#rendered.rope.slice(value.span.start, value.span.end);
    const whole = this.#rendered.madeOf(pieces, value);
    if (!pieces.segments.some(isChoice) || pieces.text !== value.text) return [whole];
    const texts = possibleTexts(pieces, MAX_TEXTS);
    const scalars = texts.map(each => this.#rendered.madeOf(each, { text: each.text.trim(), plain: value.plain }));
    if (isKeyOfImage(key)) return scalars.filter(({ text }) => text !== '');
    if (TYPE_KEYS.has(key)) return [scalars.findLast((_, index) => texts[index]?.isOpen === false) ?? whole];
    return [whole];
  }

  /**
   * A block that is not known may give a pod its pull secrets, as `common.images.renderPullSecrets` of Bitnami's
   * library chart does: https://github.com/bitnami/charts/blob/main/bitnami/common/templates/_images.tpl
   */
  #openPullSecrets({ entries }: Mapping): readonly Entry[] {
    const [first] = entries;
    if (first === undefined || !entries.some(({ key }) => key.text === 'containers')) return [];
    return placeholdersBeside(this.#rendered.rope, first.key.span.start).map(line => {
      const key = this.#rendered.madeOf(new Rope([line.segment]), { text: 'imagePullSecrets', plain: true });
      return { key, value: this.#openScalar(line) };
    });
  }

  #openScalar({ segment }: PlaceholderLine): Scalar {
    return this.#rendered.madeOf(new Rope([segment]), { text: segment.text, plain: false });
  }
}

function mappingsOf(content: Content | undefined): readonly Mapping[] {
  if (content?.kind === 'mapping') return [content];
  if (content?.kind !== 'list') return [];
  return content.items.filter(item => item?.kind === 'mapping');
}
