import type { Span } from '../../../model/place.ts';
import { asView } from '../../infrastructure/shape.ts';
import { at, type View } from '../../source/view.ts';
import { readContainerApp } from '../azureResources.ts';
import { readObject } from '../kubernetes/kubernetes.ts';
import { chosen, type Job, sendOwn } from './job.ts';

/** `<<EOF` with what is before it, and PowerShell's `@"`. */
const OPENS = /^([^\n]*?)(?:(?<!<)<<-?[ \t]*(?:(["']?)([A-Za-z_]\w*)\2|\\([A-Za-z_]\w*))([^\n]*)|@(["'])\r?)$/gm;

/** What only prints its text: a here-document that no pipe and no file takes. */
const PRINTS = /^\s*(?:#|(?:cat|echo|printf|Write-\w+)\b[^>|=]*$)/i;
const MANIFEST =
  /^[ \t]*apiVersion:[\s\S]*^[ \t]*kind:|^[ \t]*kind:[\s\S]*^[ \t]*apiVersion:|\btemplate:[\s\S]*\bcontainers:/m;

/** More than any script has. */
const MAX_DOCUMENTS = 100;
const MAX_LENGTH = 100_000;

/**
 * Manifests that a script holds itself, as in `kubectl apply -f - <<EOF`: objects of Kubernetes, and Container Apps for
 * `az containerapp create --yaml`. Names in them stay open: the shell puts in what it has at that moment.
 */
export function readHereDocuments({ start, end }: Span, step: View, job: Job): void {
  const { harvest } = job;
  const script = harvest.text.slice(start, end);
  let from = 0;
  for (let count = 0; count < MAX_DOCUMENTS; count++) {
    OPENS.lastIndex = from;
    const open = OPENS.exec(script);
    if (open === null) return;
    const [whole, before = '', , plain, escaped, after = '', quote] = open;
    const begin = open.index + whole.length + 1;
    const text = script.slice(begin, begin + MAX_LENGTH);
    const close = new RegExp(
      quote === undefined ? `^[ \\t]*${plain ?? escaped}[ \\t]*\\r?$` : `^[ \\t]*${quote}@`,
      'm',
    ).exec(text);
    from = begin + (close?.index ?? 0);
    if (close === null || PRINTS.test(before + after)) continue;
    for (const part of documentsIn(text.slice(0, close.index))) {
      readManifest({ start: start + begin + part.start, end: start + begin + part.end }, step, job);
    }
  }
}

function documentsIn(text: string): readonly Span[] {
  if (!/image/i.test(text) || !MANIFEST.test(text)) return [];
  const ends = [...text.matchAll(/^[ \t]*---[^\n]*(?:\n|$)/gm)].map(
    ({ index, 0: mark }) => [index, index + mark.length] as const,
  );
  const begins = [0, ...ends.map(([, next]) => next)];
  return begins.map((start, i) => ({ start, end: ends[i]?.[0] ?? text.length }));
}

function readManifest(span: Span, step: View, job: Job): void {
  const { harvest } = job;
  const text = harvest.text.slice(span.start, span.end);
  const root = harvest.embedded(asView({ kind: 'scalar', text, span, plain: false }), false);
  if (root === undefined) return;
  const before = harvest.size;
  if (at(root, 'apiVersion') !== undefined && at(root, 'kind') !== undefined) {
    readObject(root, `${job.by} · `, [], harvest, 0);
    if (harvest.size > before) sendOwn(step, span, chosen(job), job);
  } else if (at(root, 'properties', 'template', 'containers') !== undefined) readContainerApp(root, harvest);
}
