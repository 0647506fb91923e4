import {
  type DeploymentScope,
  fieldOf,
  joinedValue,
  objectValue,
  openValue,
  termOf,
  textValue,
  type Value,
} from '../../../model/program.ts';

// Scopes as values: `resourceGroup()`, `subscription('…')`, and what `scope:` takes.

export function scopeId({ subscription, resourceGroup }: DeploymentScope): Value {
  if (subscription === undefined) return textValue('/');
  const parts = [textValue('/subscriptions/'), subscription];
  if (resourceGroup !== undefined) parts.push(textValue('/resourceGroups/'), resourceGroup);
  return joinedValue(parts);
}

/** A resource group as `resourceGroup()` gives it. */
export function groupValue(scope: DeploymentScope): Value {
  const { subscription, resourceGroup } = scope;
  if (subscription === undefined || resourceGroup === undefined)
    return openValue('no resource group', 'resourceGroup()');
  const id = scopeId(scope);
  return objectValue({
    [SUBSCRIPTION]: subscription,
    [GROUP]: resourceGroup,
    id,
    name: resourceGroup,
    type: textValue('Microsoft.Resources/resourceGroups'),
    location: openValue(`location of ${termOf(id)}`, 'resourceGroup().location'),
    tags: openValue(`tags of ${termOf(id)}`, 'resourceGroup().tags'),
  });
}

export function subscriptionValue(subscription: Value | undefined): Value {
  if (subscription === undefined) return openValue('no subscription', 'subscription()');
  const id = scopeId({ subscription, resourceGroup: undefined });
  return objectValue({
    [SUBSCRIPTION]: subscription,
    id,
    subscriptionId: subscription,
    tenantId: openValue('tenant', 'tenant().tenantId'),
    displayName: openValue('name of the subscription', 'subscription().displayName'),
  });
}

/** Not a name that an expression could ask for. */
const SUBSCRIPTION = '\0subscription';
const GROUP = '\0group';

/** The scope that a value of these is. Undefined for any other value. */
export function deploymentScope(value: Value): DeploymentScope | undefined {
  const subscription = fieldOf(value, SUBSCRIPTION);
  if (subscription === undefined || subscription === 'absent') return undefined;
  const group = fieldOf(value, GROUP);
  return { subscription, resourceGroup: group === 'absent' ? undefined : group };
}
