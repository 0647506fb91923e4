import type { PodWorkload, PullSecret, ServiceAccount, Workload } from '../../model/workload.ts';
import type { Harvest } from '../harvest.ts';
import { at, items, type View } from '../source/view.ts';
import type { Values } from './imageParts.ts';

/**
 * Who pulls the images of a chart's values, as far as the values say: pull secrets and a service account count for the
 * mapping in which they stand and what is below it, as charts have the habit. A mapping that says nothing of it
 * shares the workload of the one above.
 */
export function workloadBelow(values: Values, above: Workload, harvest: Harvest): Workload {
  if (above.platform !== 'kubernetes') return above;
  const secrets = [
    ...secretsOf(at(values.get('global'), 'imagePullSecrets'), harvest),
    ...SECRET_KEYS.flatMap(key => secretsOf(values.get(key), harvest)),
  ];
  const account = accountOf(values, harvest);
  if (secrets.length === 0 && account === undefined) return above;
  return {
    ...above,
    pullSecrets: merged(above, secrets),
    serviceAccount: account ?? above.serviceAccount,
  };
}

const SECRET_KEYS = ['imagePullSecrets', 'imagePullSecret', 'pullSecrets', 'pullSecret'];

function merged({ pullSecrets }: PodWorkload, own: readonly PullSecret[]): readonly PullSecret[] {
  return [...new Map([...pullSecrets, ...own].map(secret => [secret.text, secret])).values()];
}

/** A list of names, or of objects with a name; some charts take one name. */
function secretsOf(value: View | undefined, harvest: Harvest): readonly PullSecret[] {
  const entries = value?.node.kind === 'list' ? items(value) : [value];
  return entries.flatMap(entry => {
    const name = harvest.written(at(entry, 'name')) ?? harvest.written(entry);
    const isName = name !== undefined && !['true', 'false'].includes(name.text);
    return isName ? [{ ...name, entries: undefined, definedAt: undefined }] : [];
  });
}

function accountOf(values: Values, harvest: Harvest): ServiceAccount | undefined {
  const name =
    harvest.written(at(values.get('serviceAccount'), 'name')) ?? harvest.written(values.get('serviceAccountName'));
  if (name === undefined) return undefined;
  return {
    ...name,
    pullSecrets: undefined,
    pullClientId: undefined,
    pullTenantId: undefined,
    binding: undefined,
    definedAt: undefined,
  };
}
