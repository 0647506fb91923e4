/** What a template or a parameter file of Azure Resource Manager says it is. */
export const SCHEMA = /"\$schema"\s*:\s*"[^"\n]*\/(?:\w*deploymentTemplate|deploymentParameters)\.json/i;
