import { namesAzureHost } from '../model/host.ts';
import type { Declaration, ManifestReading } from '../model/reading.ts';
import type { ImageReference } from '../model/reference.ts';
import { type Format, fileSize, type ReadContext, type ReadResource, type SourceFile } from './format.ts';
import { azurePipelines } from './formats/azurePipelines.ts';
import { containerApps, containerInstances } from './formats/azureResources.ts';
import { azureYaml } from './formats/azureYaml.ts';
import { compose } from './formats/compose.ts';
import { githubWorkflow } from './formats/githubWorkflow.ts';
import { helmTemplate } from './formats/helmTemplate.ts';
import { helmValues, otherValues } from './formats/helmValues.ts';
import { kubernetes } from './formats/kubernetes.ts';
import { kustomization } from './formats/kustomization.ts';
import { arm, bicep, dockerfile, terraform } from './formats/late.ts';
import { plainFormats } from './formats/plain.ts';
import { DocumentMemory } from './source/documentMemory.ts';
import { MAX_LENGTH } from './source/documents.ts';
import { readSuppressions } from './source/suppressions.ts';

/** All formats. The first that recognises a file reads it, so formats that know their files by name come first. */
export const formats: readonly Format[] = [
  bicep,
  terraform,
  dockerfile,
  ...plainFormats,
  arm,
  azureYaml,
  kustomization,
  githubWorkflow,
  helmValues,
  helmTemplate,
  containerApps,
  containerInstances,
  kubernetes,
  compose,
  azurePipelines,
  otherValues,
];

/** Loads what reading this file needs. Await it before `readManifest`. Undefined: nothing to load. Never rejects. */
export function prepareReader(file: SourceFile, resource: ReadResource): Promise<void> | undefined {
  return formatOf(file)?.prepare?.(file, resource);
}

/** A long file that no format recognises by its beginning may have its keys behind it. */
function formatOf(file: SourceFile): Format | undefined {
  const known = formats.find(candidate => candidate !== otherValues && candidate.recognizes(file));
  return known ?? formats.find(candidate => candidate.recognizes(file, true));
}

/**
 * Reads one file: its images, and its declarations for other files' images. Synchronous and total. A file whose reader
 * is not loaded has a problem.
 */
export function readManifest(
  file: SourceFile,
  { imageRules = [], memory }: Partial<ReadContext> = {},
): ManifestReading {
  const context = { imageRules, memory };
  if (file.text.includes('\r') && LONE_RETURN.test(file.text)) return readOldLines(file, context);
  const nothing = { file: file.name, references: [], declarations: [], problems: [] };
  const unread = (message: string, start: number) => ({ message, span: { start, end: start } });
  const nul = file.text.indexOf('\0');
  const seen = nul < 0 ? '' : file.text.replaceAll('\0', '');
  const refused = nul < 0 ? [] : [unread('a NUL byte: most tools refuse this file', nul)];
  const format = formatOf(file);
  // a NUL may hide what the format is recognised by
  if (format === undefined) return { ...nothing, problems: namesAzureHost(seen) ? refused : [] };
  if (file.text.length > MAX_LENGTH) {
    return { ...nothing, problems: [unread(`not read: larger than ${fileSize(MAX_LENGTH)}`, 0)] };
  }
  const reading = format.read(file, context);
  // A binary file that has the name of a manifest by chance holds no image.
  const mayPull = reading.references.length > 0 || /image/i.test(seen) || namesAzureHost(seen);
  const problems = mayPull ? [...refused, ...reading.problems] : reading.problems;
  const suppressions = readSuppressions(file.text, file.name);
  return { ...reading, problems, ...(suppressions.length === 0 ? {} : { suppressions }) };
}

/**
 * Reads files as they are edited: of a file read before, only the documents that changed are
 * parsed again.
 */
export class ManifestReader {
  readonly #context: Partial<ReadContext>;
  readonly #memories = new Map<string, DocumentMemory>();

  constructor(context: Partial<ReadContext> = {}) {
    this.#context = context;
  }

  read(file: SourceFile): ManifestReading {
    const memory = this.#memories.get(file.name) ?? new DocumentMemory();
    this.#memories.set(file.name, memory);
    return readManifest(file, { ...this.#context, memory });
  }

  /** Lets go of a file, when its editor closes. */
  forget(name: string): void {
    this.#memories.delete(name);
  }
}

/** Lines that end with CR alone, as on old Macs, are lines to YAML and to editors. Parsers often know no such line. */
function readOldLines({ name, text }: SourceFile, context: ReadContext): ManifestReading {
  const reading = readManifest({ name, text: text.replace(LONE_RETURNS, '\n') }, context);
  const references = reading.references.map(reference => ({
    ...reference,
    text: text.slice(reference.span.start, reference.span.end),
  }));
  // together with others it would be read as that other text
  const declarations = reading.declarations.map((declaration): Declaration => {
    if (declaration.kind !== 'infrastructure') return declaration;
    const { file, module, isValues } = declaration;
    const language = /\.tf(?:vars)?$/i.test(file) ? 'terraform' : 'bicep';
    const role = isValues ? 'open' : 'code';
    return { kind: 'infrastructureBeside', file, text: '', module, language, role, calls: [] };
  });
  return { ...reading, references, declarations };
}

const LONE_RETURN = /\r(?!\n)/;
const LONE_RETURNS = /\r(?!\n)/g;

/** An image that no manifest names, as of a pod that has neither a pull secret nor a service account of its own. */
export function asPlainPod(image: string): ImageReference | undefined {
  const spec = { containers: [{ name: 'image', image }] };
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'image' }, spec });
  const [reference] = readManifest({ name: 'image.json', text }).references;
  return reference && { ...reference, file: '', where: 'in no manifest' };
}
