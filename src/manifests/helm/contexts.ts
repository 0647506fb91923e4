import type { Span } from '../../model/place.ts';
import type { NamedTemplate, TemplateContext } from '../../model/reading.ts';
import { actionsOf } from '../source/goActions.ts';

/** A block whose end has not come yet. */
interface Frame {
  readonly keyword: string;
  readonly opener: string;
  /** Assignments, and the blocks that hold some. */
  readonly parts: string[];
  /** Where the parts of the branch at hand begin. */
  branch: number;
}

const OPENERS: ReadonlySet<string> = new Set(['if', 'with', 'range', 'define', 'block']);
/** More than leads to any image; what is beyond is not known. */
const MAX_PARTS = 100;
const MAX_LEAD = 4000;
const MAX_CONTEXTS = 2000;

/** What leads to each of the places in a template, as far as it can matter there. */
export function contextsOf(text: string, spans: readonly Span[]): readonly TemplateContext[] {
  const places = spans.filter(span => needsLead(text.slice(span.start, span.end))).slice(0, MAX_CONTEXTS);
  if (places.length === 0) return [];
  const waiting = places.toSorted((one, other) => other.start - one.start);
  const contexts: TemplateContext[] = [];
  const frames: Frame[] = [{ keyword: 'define', opener: '', parts: [], branch: 0 }];
  const settle = (upTo: number) => {
    for (let span = waiting.at(-1); span !== undefined && span.start < upTo; span = waiting.at(-1)) {
      const lead = leadOf(frames);
      if (lead !== '' && lead.length <= MAX_LEAD) contexts.push({ span, lead });
      waiting.pop();
    }
  };
  for (const { start, end, keyword } of actionsOf(text)) {
    if (waiting.length === 0) break;
    settle(end);
    if (keyword !== undefined) take(keyword, text.slice(start, end), frames);
  }
  settle(Number.POSITIVE_INFINITY);
  return contexts;
}

function take(keyword: string, action: string, frames: Frame[]): void {
  const top = frames.at(-1);
  if (top === undefined) return;
  if (OPENERS.has(keyword)) {
    frames.push({ keyword, opener: action, parts: [], branch: 0 });
  } else if (keyword === 'assign') {
    if (top.parts.length < MAX_PARTS) top.parts.push(action);
  } else if (keyword === 'else') {
    top.parts.push(action);
    top.branch = top.parts.length;
  } else if (keyword === 'end' && frames.length > 1) {
    frames.pop();
    const around = frames.at(-1);
    const sets = top.keyword !== 'define' && top.parts.some(part => /^\{\{-?\s*\$/.test(part));
    if (sets && around !== undefined && around.parts.length + top.parts.length < MAX_PARTS) {
      around.parts.push(top.opener, ...top.parts, '{{ end }}');
    }
  }
}

/** Blocks of which the place is a part are taken as rendered; `with` and `range` give the dot its meaning. */
function leadOf(frames: readonly Frame[]): string {
  const from = frames.findLastIndex(({ keyword }) => keyword === 'define' || keyword === 'block');
  return frames
    .slice(from)
    .map(({ keyword, opener, parts, branch }) => {
      const binds = (keyword === 'with' || keyword === 'range') && branch === 0;
      return (binds ? opener : '') + parts.slice(branch).join('');
    })
    .join('');
}

/** A variable, or a dot that may be another than the chart's own. */
function needsLead(template: string): boolean {
  return (
    /\$\w/.test(template) || /(?:^|[\s({|-])\.(?!(?:Values|Chart|Release|Capabilities|Template|Files)\b)/.test(template)
  );
}

const MAX_BODY = 3000;
const MAX_NAMED = 500;

/** The templates that a file defines for others to include. */
export function namedTemplatesOf(text: string): readonly NamedTemplate[] {
  if (!text.includes('define')) return [];
  const named: NamedTemplate[] = [];
  const open: { readonly name: string | undefined; readonly start: number }[] = [];
  for (const { start, end, keyword } of actionsOf(text)) {
    if (keyword !== undefined && OPENERS.has(keyword)) {
      const name = /^\{\{-?\s*define\s+["`]([^"`]+)["`]/.exec(text.slice(start, Math.min(end, start + 300)))?.[1];
      open.push({ name, start: end });
    } else if (keyword === 'end') {
      const done = open.pop();
      if (done?.name === undefined || start - done.start > MAX_BODY || named.length >= MAX_NAMED) continue;
      // a copy, so that it does not keep the text of the whole file
      named.push({ name: done.name, body: ` ${text.slice(done.start, start)}`.slice(1) });
    }
  }
  return named;
}
