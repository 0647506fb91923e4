import type { Span } from '../../model/place.ts';
import type { Content, Entry, Node, Scalar } from './tree.ts';

/** A flow collection that is not closed; `value` is what came last, and may turn out to be a key. */
interface Flow {
  readonly entries: Entry[] | undefined;
  readonly items: Node[] | undefined;
  key: Scalar | undefined;
  value: Content | undefined;
}

/** The flow collections that are open, one in the other. What is out of order is answered by false. */
export class OpenFlows {
  readonly #flows: Flow[] = [];

  get depth(): number {
    return this.#flows.length;
  }

  /** Opens a collection and returns it, as yet empty. */
  open(type: 'flow-map-start' | 'flow-seq-start', span: Span): Content {
    if (type === 'flow-seq-start') {
      const items: Node[] = [];
      this.#flows.push({ entries: undefined, items, key: undefined, value: undefined });
      return { kind: 'list', items, span };
    }
    const entries: Entry[] = [];
    this.#flows.push({ entries, items: undefined, key: undefined, value: undefined });
    return { kind: 'mapping', entries, span };
  }

  /** Opens a collection in the innermost one. */
  nest(type: 'flow-map-start' | 'flow-seq-start', span: Span): boolean {
    const outer = this.#flows.at(-1);
    if (outer === undefined || outer.value !== undefined) return false;
    outer.value = this.open(type, span);
    return true;
  }

  scalar(scalar: Scalar): boolean {
    const flow = this.#flows.at(-1);
    if (flow === undefined || flow.value !== undefined) return false;
    flow.value = scalar;
    return true;
  }

  colon(): boolean {
    const flow = this.#flows.at(-1);
    if (flow?.entries === undefined || flow.key !== undefined || flow.value?.kind !== 'scalar') return false;
    flow.key = flow.value;
    flow.value = undefined;
    return true;
  }

  comma(): boolean {
    const flow = this.#flows.at(-1);
    return flow !== undefined && endElement(flow);
  }

  close(type: 'flow-map-end' | 'flow-seq-end'): boolean {
    const flow = this.#flows.pop();
    if (flow === undefined) return false;
    return (flow.entries === undefined) === (type === 'flow-seq-end') && endElement(flow);
  }
}

/** False for a key that is a collection. */
function endElement(flow: Flow): boolean {
  const { key, value } = flow;
  flow.key = undefined;
  flow.value = undefined;
  if (flow.items !== undefined) {
    if (value !== undefined) flow.items.push(value);
  } else if (key !== undefined) {
    flow.entries?.push({ key, value });
  } else if (value !== undefined) {
    if (value.kind !== 'scalar') return false;
    flow.entries?.push({ key: value, value: undefined });
  }
  return true;
}
