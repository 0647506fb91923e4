// Images among the parameters that a step gives to a template of Azure or to Terraform. The template decides their use.
import type { Workload } from '../../model/workload.ts';
import { fields, textOf, type View } from '../source/view.ts';
import { type Argument, assignedValue, readImageArgument, unplacedArgument } from './arguments.ts';
import { type Job, settled } from './job.ts';

/**
 * Reads images among a deployment's inline parameters: `-p image=… tag=…`.
 * https://learn.microsoft.com/azure/azure-resource-manager/bicep/deploy-cli#inline-parameters
 */
export function readInlineParameters(args: readonly Argument[], where: string, job: Job): void {
  const start = args.findIndex(({ text }) => text === '-p' || text === '--parameters');
  if (start >= 0) readAssignments(args.slice(start), where, job);
}

/** Reads images among `name=image`. */
export function readAssignments(args: readonly Argument[], where: string, job: Job): void {
  const hasTag = args.some(({ text }) => /^\w*tag=/i.test(text));
  for (const argument of args) {
    const name = /^([\w-]+)=/.exec(argument.text)?.[1];
    const value = assignedValue(argument);
    if (name !== undefined && value !== undefined) readParameter(name, value, hasTag, where, job);
  }
}

/** Reads images among `-name image`, as tasks take the parameters of a template. */
export function readOverrideParameters(args: readonly Argument[], where: string, job: Job): void {
  const hasTag = args.some(({ text }) => /^-\w*tag$/i.test(text));
  for (const [i, argument] of args.entries()) {
    const name = /^-([\w-]+)$/.exec(argument.text)?.[1];
    const value = args[i + 1];
    if (name !== undefined && value !== undefined) readParameter(name, value, hasTag, where, job);
  }
}

/**
 * Reads images among the variables that Terraform takes from the environment.
 * https://developer.hashicorp.com/terraform/cli/config/environment-variables#tf_var_name
 */
export function readTerraformVariables(env: View | undefined, job: Job): void {
  const variables = fields(env).filter(({ key }) => key.text.startsWith('TF_VAR_'));
  const hasTag = variables.some(({ key }) => /tag$/i.test(key.text));
  for (const { key, value } of variables) {
    const argument = { ...unplacedArgument(textOf(value) ?? ''), span: value?.node.span };
    readParameter(key.text, argument, hasTag, 'env', job);
  }
}

const ofTemplate: Workload = { platform: 'build', name: undefined };

/** `hasTag`: a parameter beside it gives a tag, which the template may put behind this image. */
function readParameter(name: string, value: Argument, hasTag: boolean, where: string, job: Job): void {
  if (!/image/i.test(name) || /registry/i.test(name) || /^\w+:\/\//.test(value.text)) return;
  const more = hasTag && !isTagged(settled(value.text, job)) ? ':${tag}' : '';
  readImageArgument(value, `${where} ${name}`, ofTemplate, job, more);
}

function isTagged(image: string): boolean {
  return /[:@]/.test(image.slice(image.lastIndexOf('/') + 1));
}
