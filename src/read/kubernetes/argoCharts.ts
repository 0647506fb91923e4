import { namesAzureHost } from '../../model/host.ts';
import type { ReadingBuilder } from '../source/readingBuilder.ts';
import { at, findValues, textOf, type View } from '../source/view.ts';
import { versionTag } from '../values/chartAddress.ts';
import type { Owner } from './pods.ts';

/**
 * Reads the registry charts of an Application or ApplicationSet, which Argo CD's repo-server pulls with its own
 * credentials.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/helm/
 */
export function readArgoCharts({ object, kind = '' }: Owner, builder: ReadingBuilder): void {
  const spec = kind === 'ApplicationSet' ? at(object, 'spec', 'template', 'spec') : at(object, 'spec');
  if (spec === undefined || !['Application', 'ApplicationSet'].includes(kind)) return;
  const by = `Argo CD ${kind} ${textOf(at(object, 'metadata', 'name')) ?? ''}`.trim();
  for (const { value } of [...findValues(spec, 'source'), ...findValues(spec, 'sources[]')])
    readChart(value, by, builder);
}

function readChart(source: View, by: string, builder: ReadingBuilder): void {
  const url = at(source, 'repoURL');
  const text = textOf(url) ?? '';
  const chart = textOf(at(source, 'chart'));
  if (!namesAzureHost(text) || (chart === undefined && !text.startsWith('oci://'))) return;
  const more = (chart === undefined ? '' : `/${chart}`) + versionTag(textOf(at(source, 'targetRevision')));
  builder.artifact(url, `${by} · source.repoURL`, { platform: 'build', name: 'argocd-repo-server' }, more);
}
