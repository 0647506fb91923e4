// A model of the part of the Azure CLI that the scripts of `fix` use: a command changes the snapshot that lies in
// $AZ_STATE. It is as strict as Azure: an assignment is there once, whatever its name. What isn't there can't be
// changed. And a command that is not known fails.
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

interface Assignment {
  readonly id: string;
  readonly properties: Record<string, string | null | undefined>;
}

interface Entry {
  readonly server: string;
  readonly identity: string;
}

interface Resource {
  readonly id: string;
  readonly name: string;
  readonly type?: string;
  identity?: {
    type: string;
    principalId?: string;
    userAssignedIdentities?: Record<string, { readonly principalId?: string; readonly clientId?: string }>;
  } | null;
  readonly properties: {
    readonly principalId?: string;
    readonly clientId?: string;
    readonly configuration?: { registries?: readonly Entry[] | null };
    readonly networkRuleSet?: { ipRules: readonly { readonly action: string; readonly value: string }[] };
    readonly policies?: { azureADAuthenticationAsArmPolicy?: { status: string } };
    readonly virtualNetwork?: { readonly id: string };
    readonly registrationEnabled?: boolean;
  };
}

export interface AzState {
  readonly snapshot: {
    roleAssignments: readonly Assignment[];
    resources: readonly Resource[];
    /** A new identity is in no group. */
    readonly groups?: Record<string, readonly string[]>;
  };
  /** Every call but those that only list. */
  readonly changes: readonly (readonly string[])[];
}

class AzError extends Error {}

const same = (a: string | null | undefined, b: string | undefined) => a?.toLowerCase() === b?.toLowerCase();
const nameOf = (id: string) => id.slice(id.lastIndexOf('/') + 1);

/** The output, and the state afterwards. */
export function az(args: readonly string[], state: AzState): { readonly printed: string; readonly state: AzState } {
  const words = args.filter(arg => !arg.startsWith('--')).join(' ');
  const flags = args.filter(arg => arg.startsWith('--'));
  const cut = (flag: string) => (flag.includes('=') ? flag.indexOf('=') : flag.length);
  const options = new Map(flags.map(flag => [flag.slice(2, cut(flag)), flag.slice(cut(flag) + 1)]));
  const option = (name: string) => {
    const value = options.get(name);
    if (value === undefined) throw new AzError(`the following arguments are required: --${name}`);
    return value;
  };
  const { snapshot } = state;
  const find = (type: string, name: string) => {
    const found = snapshot.resources.find(
      ({ id }) =>
        id.toLowerCase().includes(`/providers/${type}/${name}`.toLowerCase()) &&
        same(nameOf(id), name) &&
        same(id.split('/')[2], option('subscription')) &&
        (!options.has('resource-group') || same(id.split('/')[4], option('resource-group'))),
    );
    if (!found) throw new AzError(`(ResourceNotFound) The Resource '${type}/${name}' was not found.`);
    return found;
  };
  const changed = (next: AzState['snapshot'] = snapshot) => ({
    printed: '',
    state: { snapshot: next, changes: [...state.changes, args] },
  });
  const app = () =>
    find(words.includes(' job ') ? 'Microsoft.App/jobs' : 'Microsoft.App/containerApps', option('name'));
  const registry = (name: string) => find('Microsoft.ContainerRegistry/registries', name);

  switch (words) {
    case 'role assignment list': {
      const query =
        /^\[\?principalId=='([^']*)' && ends_with\(roleDefinitionId, '\/([^']*)'\)\]\.join\(' ', \[name, condition \|\| ''\]\)$/.exec(
          option('query'),
        );
      if (!query || option('output') !== 'tsv') throw new AzError(`not a query that is known here: ${option('query')}`);
      const found = snapshot.roleAssignments.filter(
        ({ properties: { scope, principalId, roleDefinitionId } }) =>
          same(scope, option('scope')) && same(principalId, query[1]) && same(nameOf(roleDefinitionId ?? ''), query[2]),
      );
      return { printed: found.map(a => `${nameOf(a.id)} ${a.properties['condition'] ?? ''}\n`).join(''), state };
    }
    case 'role assignment create': {
      const [scope, principalId, role] = [option('scope'), option('assignee-object-id'), option('role')];
      const there = snapshot.roleAssignments.find(
        ({ properties }) =>
          same(properties['scope'], scope) &&
          same(properties['principalId'], principalId) &&
          same(nameOf(properties['roleDefinitionId'] ?? ''), role),
      );
      if (there && !same(nameOf(there.id), option('name'))) {
        throw new AzError('(RoleAssignmentExists) The role assignment already exists.');
      }
      const condition = options.get('condition');
      const made: Assignment = {
        id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${option('name')}`,
        properties: {
          scope,
          principalId,
          principalType: option('assignee-principal-type'),
          roleDefinitionId: `/subscriptions/${scope.split('/')[2]}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
          ...(condition === undefined ? {} : { condition, conditionVersion: option('condition-version') }),
        },
      };
      return changed({
        ...snapshot,
        roleAssignments: [...snapshot.roleAssignments.filter(each => each !== there), made],
      });
    }
    case 'acr network-rule list': {
      const rules = registry(option('name')).properties.networkRuleSet?.ipRules ?? [];
      return { printed: rules.map(({ value }) => `${value}\n`).join(''), state };
    }
    case 'acr network-rule add': {
      const { networkRuleSet } = registry(option('name')).properties;
      if (!networkRuleSet) throw new AzError('the registry has no network rules');
      networkRuleSet.ipRules = [...networkRuleSet.ipRules, { action: 'Allow', value: option('ip-address') }];
      return changed();
    }
    case 'acr config authentication-as-arm update': {
      const { policies } = registry(option('registry')).properties;
      if (!policies) throw new AzError('the registry has no policies');
      policies.azureADAuthenticationAsArmPolicy = { status: option('status') };
      return changed();
    }
    case 'containerapp registry set':
    case 'containerapp job registry set': {
      const target = app();
      const { configuration } = target.properties;
      if (!configuration) throw new AzError('the app has no configuration');
      const entry: Entry = { server: option('server'), identity: option('identity') };
      const others = (configuration.registries ?? []).filter(({ server }) => !same(server, entry.server));
      configuration.registries = [...others, entry];
      // As the CLI's set_up_registry_identity: what is to pull is put on the app.
      assign(target, entry.identity, snapshot);
      return changed();
    }
    case 'containerapp identity assign':
    case 'containerapp job identity assign':
      assign(app(), options.has('system-assigned') ? 'system' : option('user-assigned'), snapshot);
      return changed();
    case 'network private-dns link vnet list':
      return { printed: linksNamed(options, snapshot), state };
    case 'network private-dns link vnet create':
      return changed({ ...snapshot, resources: [...snapshot.resources, newLink(option, snapshot)] });
    default:
      throw new AzError(`'${words}' is not a command that is known here`);
  }
}

function linksNamed(options: ReadonlyMap<string, string>, { resources }: AzState['snapshot']): string {
  const query = /^\[\?name=='([^']*)'\]\.name$/.exec(options.get('query') ?? '');
  if (!query || options.get('output') !== 'tsv') throw new AzError('not a query that is known here');
  const zone = `/resourceGroups/${options.get('resource-group')}/providers/Microsoft.Network/privateDnsZones/${options.get('zone-name')}/virtualNetworkLinks/`;
  return resources
    .filter(({ id }) => id.toLowerCase().includes(zone.toLowerCase()) && same(nameOf(id), query[1]))
    .map(({ id }) => `${nameOf(id)}\n`)
    .join('');
}

function newLink(option: (name: string) => string, { resources }: AzState['snapshot']): Resource {
  const zone = option('zone-name');
  const links = `/subscriptions/${option('subscription')}/resourceGroups/${option('resource-group')}/providers/Microsoft.Network/privateDnsZones/${zone}/virtualNetworkLinks/`;
  if (!resources.some(({ id }) => id.toLowerCase().startsWith(links.toLowerCase()))) {
    throw new AzError(`(ParentResourceNotFound) there is no zone ${zone}`);
  }
  const id = `${links}${option('name')}`;
  // The command sends `If-None-Match: *`.
  if (resources.some(each => same(each.id, id))) throw new AzError('(PreconditionFailed) The link exists already.');
  return {
    id,
    name: option('name'),
    type: 'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
    properties: {
      virtualNetwork: { id: option('virtual-network') },
      registrationEnabled: option('registration-enabled') === 'true',
    },
  };
}

function assign(target: Resource, identity: string, { resources, groups }: AzState['snapshot']): void {
  const before = target.identity ?? { type: 'None' };
  const kinds = new Set(before.type.split(/,\s*/).filter(kind => kind !== 'None'));
  if (same(identity, 'system')) {
    kinds.add('SystemAssigned');
    const principalId = before.principalId ?? randomUUID();
    target.identity = { ...before, type: [...kinds].join(', '), principalId };
    if (groups) groups[principalId] ??= [];
    return;
  }
  const found = resources.find(({ id }) => same(id, identity));
  if (!found) throw new AzError(`there is no identity ${identity}`);
  kinds.add('UserAssigned');
  const { principalId, clientId } = found.properties;
  const held = before.userAssignedIdentities ?? {};
  const isHeld = Object.keys(held).some(id => same(id, identity));
  const ids = { ...(principalId ? { principalId } : {}), ...(clientId ? { clientId } : {}) };
  target.identity = {
    ...before,
    type: [...kinds].join(', '),
    userAssignedIdentities: isHeld ? held : { ...held, [identity]: ids },
  };
}

/** The program that scripts call. */
export function main(): void {
  const file = process.env['AZ_STATE'] ?? '';
  try {
    const { printed, state } = az(process.argv.slice(2), JSON.parse(readFileSync(file, 'utf8')));
    process.stdout.write(printed);
    writeFileSync(file, JSON.stringify(state));
  } catch (error) {
    if (!(error instanceof AzError)) throw error;
    process.stderr.write(`ERROR: ${error.message}\n`);
    process.exitCode = 1;
  }
}
