import type { AzureResource } from '../../access/map.ts';
import type { AzureChange, Command, CommandOption, Fix, FixKind, Grant, TextEdit } from '../../model/fix.ts';
import { bicepFor, scriptFor, terraformFor } from './print.ts';

/** A change in Azure, by commands. The texts are made on demand: most fixes are never looked at. */
export function azureFix(parts: {
  readonly title: string;
  readonly kind: FixKind;
  readonly commands: readonly Command[];
  readonly change?: AzureChange | null;
  /** What the commands grant, for those who keep it as code. */
  readonly grant?: Grant;
}): Fix {
  const { title, kind, commands, change = null, grant = null } = parts;
  return {
    title,
    kind,
    commands,
    grant,
    get bash() {
      return scriptFor('bash', commands);
    },
    get powershell() {
      return scriptFor('powershell', commands);
    },
    edit: null,
    get bicep() {
      return grant && bicepFor(grant);
    },
    get terraform() {
      return grant && terraformFor(grant);
    },
    change,
  };
}

/** A change to a file of the workspace. */
export function editFix(title: string, kind: FixKind, edit: TextEdit): Fix {
  const nothing = { bash: null, powershell: null, bicep: null, terraform: null, change: null, grant: null };
  return { title, kind, commands: [], edit, ...nothing };
}

/** A command of the Azure CLI; `true` is an option without a value, and what is undefined is left out. */
export function az(words: string, options: Readonly<Record<string, string | true | undefined>>): Command {
  const given = Object.entries(options).flatMap(([name, value]): readonly CommandOption[] => {
    if (value === undefined) return [];
    return [value === true ? [`--${name}`] : [`--${name}`, value]];
  });
  return { words: ['az', ...words.split(' ')], options: given };
}

/** How commands name a resource. */
export function named({ subscription, resourceGroup, name }: ResourceName) {
  return { subscription, 'resource-group': resourceGroup, name };
}

export type ResourceName = Pick<AzureResource, 'name' | 'resourceGroup' | 'subscription'>;
