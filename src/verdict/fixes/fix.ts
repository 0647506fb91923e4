import type { AzureResource } from '../../access/map.ts';
import type { Command, CommandOption, Fix, FixKind, NetworkChange, NewAssignment, TextEdit } from '../../model/fix.ts';
import { shellLines } from './print.ts';

/** A change in Azure, by commands. The texts are made on demand: most fixes are never shown. */
export function azureFix(parts: {
  readonly title: string;
  readonly kind: FixKind;
  readonly commands: readonly Command[];
  /** The grant that the commands make, for people who keep it as code. */
  readonly grant?: NewAssignment;
  readonly network?: readonly NetworkChange[];
}): Fix {
  const { title, kind, commands, grant = null, network = [] } = parts;
  return {
    title,
    kind,
    commands,
    grant,
    network,
    get bash() {
      return shellLines('bash', commands);
    },
    get powershell() {
      return shellLines('powershell', commands);
    },
    edit: null,
  };
}

/** A change to a file of the workspace. */
export function editFix(title: string, kind: FixKind, edit: TextEdit): Fix {
  return { title, kind, commands: [], edit, bash: null, powershell: null, grant: null, network: [] };
}

/** A command of the Azure CLI. `true` is an option without a value. Undefined options are left out. */
export function azCommand(words: string, options: Readonly<Record<string, string | true | undefined>>): Command {
  const given = Object.entries(options).flatMap(([name, value]): readonly CommandOption[] => {
    if (value === undefined) return [];
    return [value === true ? [`--${name}`] : [`--${name}`, value]];
  });
  return { words: ['az', ...words.split(' ')], options: given };
}

/** Returns the options by which commands name a resource. */
export function resourceOptions({ subscription, resourceGroup, name }: ResourceName) {
  return { subscription, 'resource-group': resourceGroup, name };
}

export type ResourceName = Pick<AzureResource, 'name' | 'resourceGroup' | 'subscription'>;
