import { namesAzureHost } from '../../model/host.ts';
import type { ReadingBuilder } from '../source/readingBuilder.ts';
import { at, textOf, type View } from '../source/view.ts';

/**
 * A chart of a registry, which what builds with it pulls: for a dependency, the machine that runs `helm dependency
 * update`.
 * https://helm.sh/docs/topics/registries/
 */
export function readChartAddress(
  chart: View,
  key: string,
  where: string,
  puller: string | undefined,
  builder: ReadingBuilder,
): void {
  const address = textOf(at(chart, key)) ?? '';
  const name = textOf(at(chart, 'name'));
  if (!address.startsWith('oci://') || !namesAzureHost(address) || name === undefined) return;
  const more = `/${name}${versionTag(textOf(at(chart, 'version')))}`;
  builder.artifact(at(chart, key), `${where}.${key}`, { platform: 'build', name: puller }, more);
}

/** The tag of a chart's version. A range, and a version that a template makes, leave it open. */
export function versionTag(version: string | undefined): string {
  return version !== undefined && /^v?\d+\.\d+\.\d+(?:[A-Za-z_.+-][\w.+-]*)?$/.test(version)
    ? `:${version.replace('+', '_')}`
    : ':${version}';
}

/** Returns whether a chart may be a folder of the workspace. `bitnami/nginx` may be one, or a chart of a repository. */
export function isChartPath(chart: string): boolean {
  return chart.includes('/') && !/^\w+:\/\//.test(chart);
}
