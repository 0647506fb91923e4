import type { Span } from '../../model/place.ts';
import type { ConfigText } from './configText.ts';
import type { Form, failures, severities } from './schema.ts';

/** The name of the config, at the root of a workspace. */
export const configName = '.acr-pull.yaml';

/** `.acr-pull.yaml` at a workspace root: one config for both faces. */
export interface Config extends Readonly<Omit<Form, 'version'>> {
  /** The name of its file. Undefined: there is none, and everything has its default. */
  readonly file: string | undefined;
  /** True if a part of its targets could not be read. */
  readonly hasUnreadTargets: boolean;
  /** Its text, with the places of its parts. */
  readonly source: Pick<ConfigText, 'text' | 'value' | 'item' | 'key' | 'removal'>;
}

export type ConfiguredTarget = Config['targets'][number];
/** AKS clusters of the map with something in common. Each cluster that meets all conditions is a target. */
export type ClusterGroup = Config['clusters'][number];
export type IgnoreRule = Config['ignore'][number];
/** Fails on denied pulls, on unknown ones as well, also on allowed ones with a warning, or on none. */
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
