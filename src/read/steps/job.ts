// The state that the steps of a job share, and the images that they report.
import { isAzureHost, namesAzureHost } from '../../model/host.ts';
import { remembered } from '../../model/memo.ts';
import type { Span } from '../../model/place.ts';
import type { DeclaredDestination } from '../../model/reading.ts';
import type { Workload } from '../../model/workload.ts';
import { readImage } from '../image.ts';
import { type Settle, settleText } from '../source/placeholders.ts';
import { plainWord, type ReadingBuilder } from '../source/readingBuilder.ts';
import type { Clusters } from './clusters.ts';

/** Collects from the steps of a file. Several runs of a step report the same thing once. */
export class StepReading {
  readonly builder: ReadingBuilder;
  readonly #workloads = new Map<string, Workload>();
  readonly #declared = new Set<string>();

  constructor(builder: ReadingBuilder) {
    this.builder = builder;
  }

  /** Returns one object for equal workloads, by which the builder knows an image again. */
  workload(workload: Workload): Workload {
    return remembered(this.#workloads, JSON.stringify(workload), () => workload);
  }

  destination(destination: DeclaredDestination & { readonly kind: 'destination' }): void {
    const key = JSON.stringify(destination);
    if (!this.#declared.has(key)) this.builder.declaration(destination);
    this.#declared.add(key);
  }
}

/** A job in one of its runs, at the present step. */
export interface Job {
  /** For people: `GitHub workflow job build`. */
  readonly by: string;
  readonly name: string | undefined;
  readonly reading: StepReading;
  /** Settles values that no step before may have changed. */
  readonly settle: Settle;
  /** Settles values as the file has them, also those that a step may have changed. */
  readonly written: Settle;
  readonly clusters: Clusters;
  /** The condition of the present step. Empty: it runs in any case. */
  readonly condition: string;
}

export function settled(text: string, { settle }: Job): string {
  return settleText(text, 0, settle).text;
}

/**
 * Reads the image at a place, if the file shows that its host is Azure's. Returns false for any other.
 * @param more a tag that the step gives apart from the name, such as a chart's version
 */
export function readImageAt(at: Span, where: string, workload: Workload, job: Job, more = ''): boolean {
  const { by, reading, settle, written } = job;
  const { builder } = reading;
  const text = builder.text.slice(at.start, at.end);
  const name = plainWord(settleText(text, 0, written).text);
  // an expression of PowerShell, or a file that another tool turns into a pipeline
  if (text.startsWith('(') || !name.includes('/') || /\{\{[#/]/.test(name)) return false;
  const image = readImage(name);
  const isOfAzure =
    image.kind === 'image' && image.registry !== undefined ? isAzureHost(image.registry) : namesAzureHost(name);
  if (isOfAzure) builder.part(at, `${by} · ${where}`, reading.workload(workload), settle, more);
  return isOfAzure;
}

/** The workload of a step or a command that deploys to Azure itself. */
export function appWorkload(
  platform: 'containerApp' | 'containerAppJob' | 'containerGroup' | 'site',
  name: string | undefined,
  resourceGroup?: string | undefined,
): Workload {
  const common = { name, resourceGroup, identity: undefined };
  switch (platform) {
    case 'containerGroup':
      return { ...common, platform, registries: undefined };
    case 'site':
      return { ...common, platform, managedIdentityCredentials: undefined, identityClientId: undefined };
    default:
      return { ...common, platform, registries: undefined, environmentId: undefined };
  }
}

/**
 * Returns the condition of a step, a line for each reason why it may be left out or fail. Empty for a step that runs if
 * all went well before, and whose failure ends the job.
 */
export function conditionOf(text = '', mayFail = 'false'): string {
  const isUsual =
    /^[\s${]*(?:(?:always|success|succeeded|succeededOrFailed)|!\s*(?:cancelled|failure|canceled|failed))\(\)[\s}]*$/;
  const failing = mayFail === 'false' ? '' : 'may fail\n';
  return (text === '' || isUsual.test(text) ? '' : `${text}\n`) + failing;
}
