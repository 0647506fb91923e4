import { lastSegment } from '../ids.ts';
import type { AzureShape } from './azureShape.ts';
import type { StandIns } from './standIns.ts';

interface NamedResource extends AzureShape {
  readonly id: string;
}

/**
 * Names for people, by id in lower case: the name in Azure, or else the code's own name for the resource. Where the
 * code's names of two resources are equal, each has its whole address.
 */
export function labelsOf(resources: readonly NamedResource[], standIns: StandIns): ReadonlyMap<string, string> {
  const byId = Map.groupBy(resources, ({ id }) => id.toLowerCase());
  const named = [...byId].map(([key, declarations]) => {
    const name = lastSegment(declarations[0]?.id ?? '');
    const isOpen = standIns.isOpen(name);
    return { key, name, isOpen, addresses: addressesIn(declarations) };
  });
  const shown = named.map(({ name, isOpen, addresses }) => (isOpen ? symbolIn(addresses) : name));
  const counts = Map.groupBy(shown, label => label.toLowerCase());
  return new Map(
    named.map(({ key, name, isOpen, addresses }, at) => {
      const label = shown[at] ?? name;
      const isUnique = counts.get(label.toLowerCase())?.length === 1;
      return [key, !isOpen || isUnique ? label : (addresses[0] ?? label)];
    }),
  );
}

/** The addresses of one resource in a stable order. The code that makes it names it better than a reference to it. */
function addressesIn(declarations: readonly NamedResource[]): readonly string[] {
  const made = declarations.filter(({ declared }) => !declared.isExisting);
  const all = made.length > 0 ? made : declarations;
  return all
    .map(({ declared }) => declared.address)
    .sort((one, other) => one.length - other.length || (one < other ? -1 : 1));
}

/** `acr` of `module.shop.azurerm_container_registry.acr`. */
function symbolIn([first = '']: readonly string[]): string {
  return first.split('.').at(-1) ?? first;
}
