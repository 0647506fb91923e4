import type { Span } from '../../model/place.ts';
import type { ConfigText } from './configText.ts';
import type { Form, failures, severities } from './schema.ts';

/** The name of the config, at the root of a workspace. */
export const configName = '.acr-pull.yaml';

/** `.acr-pull.yaml` at a workspace root: one config for both faces. */
export interface Config extends Readonly<Omit<Form, 'version'>> {
  /** The name of the file it was read from; undefined where there is none and all is at its default. */
  readonly file: string | undefined;
  /** A part of its targets could not be read. */
  readonly hasUnreadTargets: boolean;
  /** Its text, and where in it everything is. */
  readonly source: Pick<ConfigText, 'text' | 'value' | 'item' | 'key' | 'removal'>;
}

export type ConfiguredTarget = Config['targets'][number];
/** AKS clusters of the map that are alike: each that fits all of this is a target. */
export type ClusterGroup = Config['clusters'][number];
export type IgnoreRule = Config['ignore'][number];
/** Denied pulls; unknown ones as well; also those that work and deserve a warning; or none. */
export type FailLevel = (typeof failures)[number];
export type Severity = (typeof severities)[number];

const nowhere: Span = { start: 0, end: 0 };

export const emptyConfig: Config = {
  file: undefined,
  hasUnreadTargets: false,
  snapshot: [],
  targets: [],
  clusters: [],
  severity: {},
  ignore: [],
  exclude: [],
  images: [],
  source: { text: '', value: () => nowhere, item: () => nowhere, key: () => nowhere, removal: () => undefined },
};
