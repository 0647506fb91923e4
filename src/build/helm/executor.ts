// Renders parsed templates with values, as Go's text/template and Helm's engine do.
// https://github.com/golang/go/blob/master/src/text/template/exec.go
// https://github.com/helm/helm/blob/main/pkg/engine/engine.go

import { t } from '../../model/l10n.ts';
import { emptyAt, type Place, type Span } from '../../model/place.ts';
import type { KnownTruth } from '../../model/truth.ts';
import type { Source } from '../../read/source/tree.ts';
import type { BuildProblem } from '../built.ts';
import { eitherValue, truthOfValue } from './conditions.ts';
import type { Call } from './functions/call.ts';
import { entryOf } from './functions/collections.ts';
import { templateFunction } from './functions/functions.ts';
import { parseTemplate } from './parser.ts';
import { openRope } from './placeholder.ts';
import { ropeOf } from './printed.ts';
import { Rope, type Segment } from './rope.ts';
import type {
  BlockNode,
  ParsedTemplate,
  TemplateCommand,
  TemplateNode,
  TemplateOperand,
  TemplatePipeline,
} from './syntax.ts';
import {
  booleanValue,
  knownText,
  NULL,
  numberValue,
  ropeValue,
  sortedKeys,
  type TemplateValue,
  templateText,
  unknownValue,
} from './value.ts';
import { TemplateVariables } from './variables.ts';
import { RenderingFailure, tooManySteps, Visits, withinVisits } from './walks.ts';

/** Nodes to render, with the text in which their spans lie. */
export interface TemplateBody {
  readonly nodes: readonly TemplateNode[];
  readonly rope: Rope;
  /** Undefined for a text that `tpl` renders. */
  readonly source: Source | undefined;
}

/** The inputs of one release's rendering. */
export interface RenderingGrounds {
  /** Templates by name, of all charts of the release. */
  readonly named: ReadonlyMap<string, TemplateBody>;
  /** Takes the names of templates that a chart from elsewhere may define. Undefined: there is no such chart. */
  readonly absent: Set<string> | undefined;
  readonly report: (problem: BuildProblem) => void;
}

/** Bounds of one release: the largest public charts take 20,000 steps. */
const MAX_STEPS = 500_000;
const MAX_LENGTH = 40_000_000;
const MAX_DEPTH = 150;
/** Bounds of one value. */
const MAX_PARTS = 200_000;
const MAX_TEXT = 8_000_000;

interface Frame {
  readonly body: TemplateBody;
  readonly dot: TemplateValue;
  /** `$`: the value that the template was handed. */
  readonly dollar: TemplateValue;
  readonly variables: TemplateVariables;
  readonly out: Segment[];
  /** True if the body is a file's own, and not one that it includes. */
  readonly isTop: boolean;
  readonly depth: number;
}

type Flow = 'on' | 'break' | 'continue';

export class Executor {
  readonly #grounds: RenderingGrounds;
  readonly #parsed = new Map<string, ParsedTemplate>();
  readonly #visits = new Visits();
  #steps = 0;
  #length = 0;
  /** The number of surrounding conditions that are not known. */
  #doubts = 0;
  #place: Place = { file: '', span: emptyAt(0) };
  #files: Call['file'] = () => undefined;

  constructor(grounds: RenderingGrounds) {
    this.#grounds = grounds;
  }

  /** The node of the file that is being rendered. */
  get place(): Place {
    return this.#place;
  }

  /** Throws a `RenderingFailure` where Helm would render nothing. */
  file(body: TemplateBody, dot: TemplateValue, files: Call['file']): Rope {
    this.#files = files;
    this.#doubts = 0;
    this.#place = { file: body.source?.file ?? '', span: emptyAt(0) };
    return withinVisits(this.#visits, () => this.#run(body, dot, true, 0));
  }

  #run(body: TemplateBody, dot: TemplateValue, isTop: boolean, depth: number): Rope {
    const out: Segment[] = [];
    const variables = new TemplateVariables(undefined);
    this.#nodes(body.nodes, { body, dot, dollar: dot, variables, out, isTop, depth });
    return new Rope(out);
  }

  /** Counts a function's result as work: lists and texts can double with each call. */
  #bounded(value: TemplateValue): TemplateValue {
    const parts = value.kind === 'list' ? value.items.length : value.kind === 'text' ? value.rope.segments.length : 0;
    this.#step(parts >> 3);
    if (parts > MAX_PARTS || (value.kind === 'text' && value.rope.length > MAX_TEXT)) {
      throw new RenderingFailure(t('the rendered text is too long'), true);
    }
    return value;
  }

  #step(work = 1): void {
    this.#steps += work;
    if (this.#steps > MAX_STEPS) throw tooManySteps();
  }

  #nodes(nodes: readonly TemplateNode[], frame: Frame): Flow {
    for (const node of nodes) {
      this.#step();
      if (frame.isTop && 'span' in node) this.#place = { file: this.#place.file, span: node.span };
      const flow = this.#node(node, frame);
      if (flow !== 'on') return flow;
    }
    return 'on';
  }

  #node(node: TemplateNode, frame: Frame): Flow {
    switch (node.kind) {
      case 'text':
        this.#emit(frame.body.rope.slice(node.span.start, node.span.end), node.span, frame);
        return 'on';
      case 'output':
        this.#emit(ropeOf(this.#pipeline(node.pipeline, frame)), node.span, frame);
        return 'on';
      case 'assign':
        this.#pipeline(node.pipeline, frame);
        return 'on';
      case 'template': {
        const dot = node.pipeline === undefined ? NULL : this.#pipeline(node.pipeline, frame);
        this.#emit(ropeOf(this.#include(node.name, dot, frame)), node.span, frame);
        return 'on';
      }
      case 'if':
      case 'with':
        return this.#choice(node, frame);
      case 'range':
        return this.#range(node, frame);
      case 'break':
      case 'continue':
        return node.kind;
    }
  }

  #emit({ segments }: Rope, span: Span, frame: Frame): void {
    const { source } = frame.body;
    const isMaybe = this.#doubts > 0;
    this.#step(segments.length >> 1);
    for (const segment of segments) {
      if (segment.text === '' && segment.isOpen !== true) continue;
      this.#length += segment.text.length;
      if (this.#length > MAX_LENGTH) throw new RenderingFailure(t('the rendered text is too long'), true);
      const emission = segment.emission ?? (source === undefined ? undefined : { source, span, isExact: false });
      const isOwn = emission?.isExact === true && emission.source === source;
      const top = frame.isTop ? (isOwn ? emission.span : span) : segment.top;
      frame.out.push({
        ...segment,
        ...(emission === undefined ? {} : { emission }),
        ...(top === undefined ? {} : { top }),
        ...(isMaybe ? { isMaybe } : {}),
      });
    }
  }

  // ─── Blocks ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #choice(node: BlockNode, frame: Frame): Flow {
    const variables = new TemplateVariables(frame.variables);
    const value = this.#pipeline(node.pipeline, { ...frame, variables });
    const holds = truthOfValue(value);
    const dot = node.kind === 'with' ? value : frame.dot;
    if (holds === 'yes') return this.#nodes(node.body, { ...frame, variables, dot });
    if (holds === 'no') return this.#nodes(node.otherwise, { ...frame, variables });
    const name = this.#written(node.pipeline.span, frame);
    this.#either(
      frame,
      node.span,
      name,
      [inner => this.#nodes(node.body, { ...inner, dot }), inner => this.#nodes(node.otherwise, inner)],
      variables,
    );
    return 'on';
  }

  #range(node: BlockNode, frame: Frame): Flow {
    const variables = new TemplateVariables(frame.variables);
    const value = this.#pipeline({ ...node.pipeline, variables: [] }, { ...frame, variables });
    const items = itemsOfValue(value);
    for (const [key, item] of items?.known ?? []) {
      this.#step();
      if (this.#turn(node, frame, key, item) === 'break') return 'on';
    }
    if (items?.isOpen !== false) {
      const name = value.kind === 'unknown' && value.name !== undefined ? `${value.name}.*` : undefined;
      const item = unknownValue(name ?? this.#written(node.pipeline.span, frame), value);
      const turns = [(inner: Frame) => this.#turn(node, inner, unknownValue(undefined), item)];
      const rest = items === undefined ? [(inner: Frame) => this.#nodes(node.otherwise, inner)] : [() => 'on' as const];
      this.#either(frame, node.span, this.#written(node.pipeline.span, frame), [...turns, ...rest], variables, true);
    } else if (items.known.length === 0) return this.#nodes(node.otherwise, { ...frame, variables });
    return 'on';
  }

  #turn(node: BlockNode, frame: Frame, key: TemplateValue, item: TemplateValue): Flow {
    const variables = new TemplateVariables(frame.variables);
    const [first, second] = node.pipeline.variables;
    if (second !== undefined && first !== undefined) {
      variables.declare(first, key);
      variables.declare(second, item);
    } else if (first !== undefined) variables.declare(first, item);
    return this.#nodes(node.body, { ...frame, variables, dot: item });
  }

  /**
   * Renders each branch of a condition that is not known. A branch that fails is not the deployed one. Branches on
   * lines of their own all stay. Branches within one line become alternatives of a placeholder.
   */
  #either(
    frame: Frame,
    span: Span,
    name: string,
    branches: readonly ((inner: Frame) => Flow)[],
    around: TemplateVariables,
    isList = false,
  ): void {
    const outs: Rope[] = [];
    const held: TemplateVariables[] = [];
    this.#doubts++;
    try {
      for (const branch of branches) {
        const variables = new TemplateVariables(around, true);
        const out: Segment[] = [];
        try {
          branch({ ...frame, variables, out });
          outs.push(new Rope(out));
          held.push(variables);
        } catch (error) {
          if (!(error instanceof RenderingFailure) || error.isFinal) throw error;
        }
      }
    } finally {
      this.#doubts--;
    }
    for (const variable of new Set(held.flatMap(each => [...(each.held?.keys() ?? [])]))) {
      const values = held.map(each => each.get(variable) ?? NULL);
      around.assign(variable, eitherValue(variable, values));
    }
    for (const segment of eitherText(outs, name, isList).segments) {
      frame.out.push(segment.emission === undefined ? this.#placed(segment, span, frame) : segment);
    }
  }

  #placed(segment: Segment, span: Span, frame: Frame): Segment {
    const { source } = frame.body;
    return {
      ...segment,
      ...(source === undefined ? {} : { emission: { source, span, isExact: false } }),
      ...(frame.isTop ? { top: span } : {}),
    };
  }

  // ─── Values ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #pipeline(pipeline: TemplatePipeline, frame: Frame): TemplateValue {
    let value: TemplateValue | undefined;
    for (const command of pipeline.commands) {
      const span = { start: pipeline.commands[0]?.span.start ?? 0, end: command.span.end };
      value = this.#withName(this.#command(command, value, frame), span, frame);
    }
    const result = value ?? NULL;
    for (const name of pipeline.variables) {
      if (pipeline.isNew) frame.variables.declare(name, result);
      else frame.variables.assign(name, result);
    }
    return result;
  }

  #withName(value: TemplateValue, span: Span, frame: Frame): TemplateValue {
    if (value.kind !== 'unknown' || value.name !== undefined) return value;
    return { ...value, name: this.#written(span, frame) };
  }

  #written({ start, end }: Span, { body }: Frame): string {
    return body.rope.text.slice(start, Math.min(end, start + 200));
  }

  #command({ operands, span }: TemplateCommand, piped: TemplateValue | undefined, frame: Frame): TemplateValue {
    this.#step();
    const [first, ...others] = operands;
    if (first === undefined) return piped ?? NULL;
    if (first.kind === 'function') return this.#call(first.name, others, piped, span, frame);
    if (first.kind === 'field' && (others.length > 0 || piped !== undefined)) {
      const of = this.#operand(first.of, frame);
      const args = [...others.map(operand => this.#operand(operand, frame)), ...(piped === undefined ? [] : [piped])];
      return this.#method(of, first.name, args, span, frame);
    }
    return this.#operand(first, frame);
  }

  #operand(operand: TemplateOperand, frame: Frame): TemplateValue {
    switch (operand.kind) {
      case 'dot':
        return frame.dot;
      case 'nil':
        return NULL;
      case 'string': {
        const { source, rope } = frame.body;
        if (source === undefined)
          return ropeValue(Rope.of(operand.text, rope.slice(operand.span.start, operand.span.end).writers));
        return ropeValue(Rope.of(operand.text, [{ source, span: operand.span, role: undefined }]));
      }
      case 'number':
        return numberValue(operand.value, operand.isFloat);
      case 'boolean':
        return booleanValue(operand.value);
      case 'variable':
        if (operand.name === '$') return frame.dollar;
        return frame.variables.get(operand.name) ?? unknownValue(operand.name);
      case 'function':
        return this.#withName(this.#call(operand.name, [], undefined, operand.span, frame), operand.span, frame);
      case 'field':
        return this.#withName(this.#field(operand.of, operand.name, frame), operand.span, frame);
      case 'pipeline':
        return this.#pipeline(operand.pipeline, frame);
    }
  }

  #field(of: TemplateOperand, name: string, frame: Frame): TemplateValue {
    const value = this.#operand(of, frame);
    switch (value.kind) {
      case 'map':
        return entryOf(value, name);
      case 'null':
        // Go fails on a field of a field that is nil. Helm then renders nothing of the chart.
        return of.kind !== 'field' || value === INVALID_VALUE ? INVALID_VALUE : unknownValue(undefined);
      case 'unknown': {
        const all = value.alternatives.map(each =>
          each.kind === 'map' ? entryOf(each, name) : unknownValue(undefined),
        );
        if (all.length > 0) return eitherValue(undefined, all);
        const path = value.name !== undefined && /^[.$\w*[\]]+$/.test(value.name) ? `${value.name}.${name}` : undefined;
        return unknownValue(path, value);
      }
      default:
        return unknownValue(undefined, value);
    }
  }

  #method(of: TemplateValue, name: string, args: readonly TemplateValue[], span: Span, frame: Frame): TemplateValue {
    const [path] = args;
    const file =
      of.kind === 'methods' && of.of === 'files' && (name === 'Get' || name === 'GetBytes')
        ? knownText(path)
        : undefined;
    const rope = file === undefined ? undefined : this.#files(file);
    if (rope !== undefined) return ropeValue(rope);
    return unknownValue(this.#written(span, frame), of, ...args);
  }

  #call(
    name: string,
    operands: readonly TemplateOperand[],
    piped: TemplateValue | undefined,
    span: Span,
    frame: Frame,
  ): TemplateValue {
    if (name === 'and' || name === 'or')
      return this.#shortCircuit(name === 'or' ? 'yes' : 'no', operands, piped, frame);
    const args = operands.map(operand => this.#operand(operand, frame));
    if (piped !== undefined) args.push(piped);
    switch (name) {
      case 'include': {
        const template = knownText(args[0]);
        if (template === undefined) return unknownValue(this.#written(span, frame), ...args);
        return this.#include(template, args[1] ?? NULL, frame);
      }
      case 'tpl':
        return this.#tpl(args, frame);
      case 'required':
        return this.#required(args);
      case 'fail':
        return this.#stopped(t('the chart fails with these values: {0}', knownText(args[0]) ?? '…'), args);
      default: {
        const result = templateFunction(name)?.(args, { isMaybe: this.#doubts > 0, file: this.#files });
        return this.#bounded(result ?? unknownValue(undefined, ...args));
      }
    }
  }

  /**
   * `or` gives the first true operand, `and` the first false one, or else the last. It evaluates no later ones. After
   * an unknown operand, it is unknown whether later ones are evaluated.
   */
  #shortCircuit(
    wanted: KnownTruth,
    operands: readonly TemplateOperand[],
    piped: TemplateValue | undefined,
    frame: Frame,
  ): TemplateValue {
    const open: TemplateValue[] = [];
    let last: TemplateValue = NULL;
    for (const operand of [...operands, undefined]) {
      const value = this.#inDoubt(open.length > 0, () =>
        operand === undefined ? piped : this.#operand(operand, frame),
      );
      if (value === undefined) continue;
      last = value;
      const truth = truthOfValue(value);
      if (truth === wanted)
        return open.length === 0 ? value : { ...unknownValue(undefined, ...open, value), truth: wanted };
      if (truth === 'unknown') open.push(value);
    }
    return open.length === 0 || (open.length === 1 && open[0] === last) ? last : unknownValue(undefined, ...open, last);
  }

  /** A value that the template may never evaluate. If it fails, it is not the deployed one. */
  #inDoubt(isInDoubt: boolean, make: () => TemplateValue | undefined): TemplateValue | undefined {
    if (!isInDoubt) return make();
    this.#doubts++;
    try {
      return make();
    } catch (error) {
      if (!(error instanceof RenderingFailure) || error.isFinal) throw error;
      return undefined;
    } finally {
      this.#doubts--;
    }
  }

  #include(name: string, dot: TemplateValue, frame: Frame): TemplateValue {
    const body = this.#grounds.named.get(name);
    if (body === undefined) {
      const { absent } = this.#grounds;
      if (absent === undefined) this.#stopped(t('no template is called {0}', name), [dot]);
      else absent.add(name);
      return unknownValue(`include "${name}"`, dot);
    }
    if (frame.depth >= MAX_DEPTH) return this.#stopped(t('templates include each other without end'), [dot]);
    const rope = this.#run(body, dot, false, frame.depth + 1);
    return ropeValue(rope);
  }

  #tpl([template, dot = NULL]: readonly TemplateValue[], frame: Frame): TemplateValue {
    if (template === undefined || template.kind !== 'text') return template ?? NULL;
    const { rope } = template;
    if (rope.isOpen || !rope.text.includes('{{')) return template;
    const known = this.#parsed.get(rope.text);
    const parsed = known ?? parseTemplate(rope.text);
    if (known === undefined) this.#parsed.set(rope.text, parsed);
    if (parsed.fault !== undefined)
      return this.#stopped(t("`tpl` can't parse its text: {0}", parsed.fault.message), [template]);
    if (frame.depth >= MAX_DEPTH) return this.#stopped(t('templates include each other without end'), [dot]);
    return ropeValue(this.#run({ nodes: parsed.nodes, rope, source: undefined }, dot, false, frame.depth + 1));
  }

  /**
   * Helm renders nothing of the chart. Other values would let it continue, so its known rest is rendered. A branch that
   * may not be the rendered one fails alone: then another branch is.
   */
  #stopped(message: string, madeOf: readonly TemplateValue[]): TemplateValue {
    if (this.#doubts > 0) throw new RenderingFailure(message);
    this.#grounds.report({ ...this.#place, message });
    return unknownValue(undefined, ...madeOf);
  }

  #required([message, value]: readonly TemplateValue[]): TemplateValue {
    const isMissing =
      value === undefined ||
      value.kind === 'null' ||
      (value.kind === 'text' && !value.rope.isOpen && value.rope.length === 0);
    if (!isMissing) return value;
    const why = knownText(message) ?? '';
    return this.#stopped(t('the chart requires a value that is not given: {0}', why), [templateText(why)]);
  }
}

/**
 * Go's invalid value: a field of a nil that is no field, as in `(.Values.image).tag`. Each field of it is invalid, too.
 * Go prints it as `<no value>`, and Helm drops that.
 * https://github.com/golang/go/blob/master/src/text/template/exec.go
 */
const INVALID_VALUE: TemplateValue = { kind: 'null' };

interface KnownItems {
  readonly known: readonly (readonly [TemplateValue, TemplateValue])[];
  readonly isOpen: boolean;
}

/** Keys and items in the order in which Go visits them. Undefined: none is known. */
function itemsOfValue(value: TemplateValue): KnownItems | undefined {
  switch (value.kind) {
    case 'list':
      return {
        known: value.items.map((item, index) => [numberValue(index, false), item] as const),
        isOpen: value.isOpen,
      };
    case 'map': {
      const keys = sortedKeys(value);
      const known = keys.map(key => [templateText(key), value.entries.get(key) ?? NULL] as const);
      return { known, isOpen: value.isOpen };
    }
    case 'number': {
      const count = Math.min(Math.max(0, Math.trunc(value.value)), 10_000);
      const known = Array.from(
        { length: count },
        (_, index) => [numberValue(index, false), numberValue(index, false)] as const,
      );
      return { known, isOpen: false };
    }
    case 'null':
      return { known: [], isOpen: false };
    case 'text':
      return value.rope.isOpen ? undefined : { known: [], isOpen: false };
    default:
      return undefined;
  }
}

const LINE_OF_YAML = /^(?:- |-$|---|#|["']?[\w./-]+["']?:(?:\s|$))/;

/** The texts of branches. One of them is rendered. */
function eitherText(outs: readonly Rope[], name: string, isList: boolean): Rope {
  const [first, ...others] = outs;
  if (first === undefined) return Rope.empty;
  if (others.every(other => other.text === first.text)) return first;
  const texts = outs.map(({ text }) => text.trim());
  const isInline = !isList && texts.every(text => !text.includes('\n') && !LINE_OF_YAML.test(text));
  if (!isInline) return stackedLines(outs);
  if (texts.every(text => text === '')) return first;
  const last = outs.findLast(each => each.isOpen && each.text.trim() !== '' && each.knownStart + each.knownEnd > 0);
  const placeholder = openRope(
    name,
    outs.flatMap(({ writers }) => writers),
    outs,
  );
  const [segment] = placeholder.segments;
  if (segment === undefined) return first;
  return new Rope([last === undefined ? segment : { ...segment, text: last.text }]);
}

function stackedLines(outs: readonly Rope[]): Rope {
  const filled = outs.filter(({ length }) => length > 0);
  const parts = filled.flatMap((out, index) => {
    const before = filled[index - 1];
    const isApart = before === undefined || before.text.endsWith('\n') || /^[ \t]*\r?\n/.test(out.text);
    return isApart ? [out] : [Rope.of('\n'), out];
  });
  return Rope.join(parts);
}
