import { lateFormat } from '../../format.ts';
import { isJsonName } from '../../source/documents.ts';

export const arm = lateFormat({
  id: 'arm',
  about: {
    files: 'templates of Azure Resource Manager and their parameter files, by `$schema`',
    reads:
      'Container Apps and jobs, container groups and their profiles, sites with their slots, config and sidecars, also as nested resources, in nested templates and in copy loops; what a Flux configuration pulls of a registry; registry entries and identities; parameters with a default, variables, `format`, `concat` and the like put in where they are used; comments, and strings over several lines; in parameter files (`app.parameters.json`, `app.parameters.prod.json` beside `app.json`) the values that they give to it, each file as a deployment of its own, and values that plainly are an image with its host',
    leavesOut:
      'linked templates, managed applications, answers of `reference()` and other functions that only a deployment has; exported answers of Azure and access snapshots, which are no manifests; files above 4 MB',
  },
  recognizes: ({ name, text }) =>
    isJsonName(name) && SCHEMA.test(text.slice(0, BEGINNING)) && /image|FxVersion|deploymentParameters/i.test(text),
  maxLength: 4 * 1024 * 1024,
  load: async () => (await import('./reader.ts')).readArm,
});

const BEGINNING = 16 * 1024;
const SCHEMA = /"\$schema"\s*:\s*"[^"\n]*\/(?:\w*deploymentTemplate|deploymentParameters)\.json/i;
