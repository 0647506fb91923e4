// A Go template as a tree. https://pkg.go.dev/text/template
import type { Span } from '../../model/place.ts';

/** Spans are offsets in the template's text. */
export type TemplateNode =
  | { readonly kind: 'text'; readonly span: Span }
  | { readonly kind: 'output'; readonly pipeline: TemplatePipeline; readonly span: Span }
  | { readonly kind: 'assign'; readonly pipeline: TemplatePipeline; readonly span: Span }
  | BlockNode
  | {
      readonly kind: 'template';
      readonly name: string;
      readonly pipeline: TemplatePipeline | undefined;
      readonly span: Span;
    }
  | { readonly kind: 'break' | 'continue' };

/** `if`, `with` and `range`. An `else if` is a block in the `otherwise` of another. */
export interface BlockNode {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipeline: TemplatePipeline;
  readonly body: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[];
  readonly span: Span;
}

/** Commands with `|` between them, and the variables that take the result. */
export interface TemplatePipeline {
  readonly variables: readonly string[];
  /** True for `:=`. False for `=`, which sets a variable of a surrounding block. */
  readonly isNew: boolean;
  readonly commands: readonly TemplateCommand[];
  readonly span: Span;
}

/** An operand with arguments: a function, a method, or a value alone. */
export interface TemplateCommand {
  readonly operands: readonly TemplateOperand[];
  readonly span: Span;
}

export type TemplateOperand =
  | { readonly kind: 'dot' | 'nil'; readonly span: Span }
  | { readonly kind: 'string'; readonly text: string; readonly span: Span }
  | { readonly kind: 'number'; readonly value: number; readonly isFloat: boolean; readonly span: Span }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly span: Span }
  | { readonly kind: 'variable'; readonly name: string; readonly span: Span }
  | { readonly kind: 'function'; readonly name: string; readonly span: Span }
  | { readonly kind: 'field'; readonly of: TemplateOperand; readonly name: string; readonly span: Span }
  | { readonly kind: 'pipeline'; readonly pipeline: TemplatePipeline; readonly span: Span };

/** The nodes of a text, and the templates that it defines by name. */
export interface ParsedTemplate {
  readonly nodes: readonly TemplateNode[];
  readonly named: ReadonlyMap<string, readonly TemplateNode[]>;
  /** Why Go would refuse the text. The nodes before the fault are kept. */
  readonly fault: TemplateFault | undefined;
}

export interface TemplateFault {
  readonly message: string;
  readonly at: number;
}
